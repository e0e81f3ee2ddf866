package looplm.gateway.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A finished request.
 *
 * @param attemptId id at inference-service of the last try
 * @param model null until the name was known to be one
 * @param promptVerdict {@code allowed|deepened|blocked|unscreened}; null if it was refused before the screening
 * @param answerVerdict the same for the answer; null if it was not screened
 * @param billedSteps recurrent steps of the answer that was released
 * @param discardedSteps recurrent steps of an answer that was thrown away
 */
public record AuditRow(
        UUID id,
        String requestId,
        @Nullable UUID attemptId,
        UUID keyId,
        String endpoint,
        @Nullable String model,
        boolean streamed,
        @Nullable String promptVerdict,
        @Nullable String answerVerdict,
        @Nullable String policyVersion,
        Outcome outcome,
        int status,
        @Nullable String errorCode,
        @Nullable String finishReason,
        int promptTokens,
        int completionTokens,
        long billedSteps,
        long discardedSteps,
        @Nullable String promptDigest,
        @Nullable String answerDigest,
        Instant receivedAt,
        @Nullable Instant firstByteAt,
        Instant finishedAt) {}
