package looplm.bench.siege.client;

import java.io.IOException;

/**
 * What became of one attempt.
 *
 * @param detail of a refusal its code, of a broken promise what was seen
 */
public record Outcome(Verdict verdict, String detail) {

    /** As the report counts it. */
    public enum Verdict {
        /** With what was asked for. */
        ANSWERED,
        /** By an error that the platform promises for it, or by closing what came too slowly. */
        REFUSED,
        /** No answer, half of one, or an error without a promised body. */
        BROKEN
    }

    static Outcome answered() {
        return new Outcome(Verdict.ANSWERED, "");
    }

    static Outcome refused(String detail) {
        return new Outcome(Verdict.REFUSED, detail);
    }

    static Outcome broken(String detail) {
        return new Outcome(Verdict.BROKEN, detail);
    }

    static Outcome broken(IOException failure) {
        return broken(failure.getClass().getSimpleName() + ": " + failure.getMessage());
    }

    /** An error reply: a refusal if it keeps its form, and comes with a time to come again where it is for load. */
    static Outcome ofError(HttpReply reply) {
        var code = reply.errorCode();
        if (code.isEmpty()) {
            return broken("status " + reply.status() + " without a promised body");
        }
        if (reply.status() == 429 && reply.header("retry-after").isEmpty()) {
            return broken("429 without Retry-After");
        }
        return refused(reply.status() + " " + code.get());
    }
}
