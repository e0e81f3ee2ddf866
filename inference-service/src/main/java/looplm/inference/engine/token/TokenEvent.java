package looplm.inference.engine.token;

import org.jspecify.annotations.Nullable;

/** What happens to a request, in order: tokens, then exactly one of the others. */
public sealed interface TokenEvent {

    /**
     * A token that is shown.
     *
     * @param text what it adds to the answer; may be empty
     * @param exitStep step (from 1) whose logits were read
     * @param billedSteps recurrent steps billed so far
     * @param details what the request wants to be told beside; null if nothing
     */
    record Token(
            int id,
            String text,
            int exitStep,
            long billedSteps,
            @Nullable TokenDetails details) implements TokenEvent {}

    /**
     * The answer is complete.
     *
     * @param text what was held back until now; may be empty
     */
    record Finished(String text, FinishReason reason, Counts counts) implements TokenEvent {}

    /** The engine could not go on with this request. */
    record Failed(FailureCause cause, Counts counts) implements TokenEvent {}

    /** The request was cancelled before it finished. */
    record Cancelled(Counts counts) implements TokenEvent {}

    /** Why a request failed. */
    enum FailureCause {
        /** A fault of the model or the engine; logged where it happened. */
        INTERNAL,
        /** The service stops and the request did not finish in time. */
        SHUTTING_DOWN,
        /** The memory for keys and values can never hold it. */
        TOO_LARGE,
        /** Its place in the queue went to an account with fewer. */
        PUSHED_OUT,
        /** It waited too long for a row. */
        WAITED_TOO_LONG,
        /** It did not end in the time it was given. */
        TOOK_TOO_LONG
    }
}
