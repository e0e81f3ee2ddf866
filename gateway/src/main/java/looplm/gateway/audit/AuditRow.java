package looplm.gateway.audit;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A finished request.
 *
 * @param attemptId id at inference-service of the last try
 */
public record AuditRow(
        UUID id,
        String requestId,
        @Nullable UUID attemptId,
        UUID keyId,
        String endpoint,
        Asked asked,
        Screened screened,
        Ended ended,
        Counted counted,
        Times times) {

    /**
     * What the request wanted.
     *
     * @param model null until the name was known to be one
     * @param kernel the form that its weights are held in; null where the server does not tell
     * @param promptDigest SHA-256 of the prompt, 64 hex digits; null until it was read
     */
    public record Asked(
            @Nullable String model,
            @Nullable String kernel,
            boolean streamed,
            @Nullable String promptDigest) {

        static final Asked NOTHING_YET = new Asked(null, null, false, null);
    }

    /**
     * What safety said.
     *
     * @param promptVerdict {@code allowed|deepened|blocked|unscreened}; null if it was refused before the screening
     * @param answerVerdict the same for the answer; null if it was not screened
     * @param policyVersion of the last of the two
     */
    public record Screened(
            @Nullable String promptVerdict,
            @Nullable String answerVerdict,
            @Nullable String policyVersion) {}

    /**
     * How it came to its end.
     *
     * @param status of the HTTP response
     * @param answerDigest SHA-256 of the released text, 64 hex digits
     */
    public record Ended(
            Outcome outcome,
            int status,
            @Nullable String errorCode,
            @Nullable String finishReason,
            @Nullable String answerDigest) {}

    /**
     * What it is billed by.
     *
     * @param billedSteps recurrent steps of the answer that was released
     * @param discardedSteps recurrent steps that bought nothing which was released: of answers thrown away, of tries given up
     * @param estimated whether that is the last that was heard, since nobody lived to tell the end
     */
    public record Counted(
            int promptTokens, int completionTokens, long billedSteps, long discardedSteps, boolean estimated) {

        static final Counted NOTHING_YET = new Counted(0, 0, 0, 0, false);

        Counted withTokens(int prompt, int completion, long billed) {
            return new Counted(prompt, completion, billed, discardedSteps, estimated);
        }

        Counted withBilled(long steps) {
            return new Counted(promptTokens, completionTokens, steps, discardedSteps, estimated);
        }

        Counted withDiscarded(long steps) {
            return new Counted(promptTokens, completionTokens, billedSteps, discardedSteps + steps, estimated);
        }

        /** The steps so far bought nothing that was released. */
        Counted discarded() {
            return withBilled(0).withDiscarded(billedSteps);
        }

        Counted asEstimated() {
            return new Counted(promptTokens, completionTokens, billedSteps, discardedSteps, true);
        }
    }

    /**
     * When.
     *
     * @param firstByteAt null if no byte of an answer went out
     */
    public record Times(Instant receivedAt, @Nullable Instant firstByteAt, Instant finishedAt) {}

    /** Who or what ended a request. */
    public enum Outcome {
        ANSWERED,
        /** By safety: the prompt or the answer. */
        BLOCKED,
        /** The client's own error, or too much load. */
        REFUSED,
        FAILED,
        /** The client left. */
        CANCELLED;

        /** The name in the database and in logs. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
