package looplm.inference.admission;

import looplm.inference.engine.Priority;

/**
 * Who asks.
 *
 * @param account who pays; its prompts may share work with one another
 * @param priority how urgent its requests are
 */
public record Caller(String account, Priority priority) {

    /** The platform's own accounts have classes of their own. */
    public static Caller of(String account) {
        return new Caller(
                account,
                switch (account) {
                    case "system:safety" -> Priority.SAFETY;
                    case "system:eval" -> Priority.LOW;
                    default -> Priority.NORMAL;
                });
    }
}
