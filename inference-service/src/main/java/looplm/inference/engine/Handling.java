package looplm.inference.engine;

import java.util.OptionalLong;
import looplm.inference.engine.token.TokenReport;
import org.jspecify.annotations.Nullable;

/**
 * How a request is treated, beside what it asks.
 *
 * @param priority its class
 * @param tenant whose prompts its prompt may share work with
 * @param startBy {@link System#nanoTime} by which it must have a row; empty for no limit
 * @param endBy {@link System#nanoTime} by which it must have ended; empty for no limit
 * @param report what is told of its tokens
 * @param replay depths to repeat in place of the gate's; null to let the gate decide
 */
public record Handling(
        Priority priority,
        String tenant,
        OptionalLong startBy,
        OptionalLong endBy,
        TokenReport report,
        @Nullable DepthTrace replay) {

    /** An everyday request of nobody in particular. */
    public static final Handling PLAIN =
            new Handling(Priority.NORMAL, "", OptionalLong.empty(), OptionalLong.empty(), TokenReport.NONE, null);

    boolean startsTooLate(long nanoTime) {
        return startBy.isPresent() && nanoTime - startBy.getAsLong() >= 0;
    }

    boolean endsTooLate(long nanoTime) {
        return endBy.isPresent() && nanoTime - endBy.getAsLong() >= 0;
    }
}
