package looplm.wire.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import looplm.wire.openai.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What inference-service itself counted for one attempt at an answer or at scores: {@code GET} and {@code DELETE /internal/requests/{id}}. Kept
 * for ten minutes after the end.
 *
 * @param id the attempt's UUID
 * @param account who pays
 * @param state {@code queued|running|finished|cancelled|failed}
 * @param finishReason as the client was told; null while running, cancelled or failed, and of scores
 * @param usage counts so far, final once the state is
 */
public record FinalCount(
        String id,
        String account,
        String state,
        @JsonProperty("finish_reason") @Nullable String finishReason,
        Usage usage) {}
