package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Tokens and recurrent steps of one answer. A sampled stop token counts, though it is not shown. */
public record Usage(
        @JsonProperty("prompt_tokens") int promptTokens,
        @JsonProperty("completion_tokens") int completionTokens,
        @JsonProperty("total_tokens") int totalTokens,
        LoopUsage loop) {

    public static Usage of(int promptTokens, int completionTokens, LoopUsage loop) {
        return new Usage(promptTokens, completionTokens, promptTokens + completionTokens, loop);
    }

    /** The usage of an answer that ran nothing, such as a blocked prompt. */
    public static Usage none() {
        return of(0, 0, LoopUsage.none());
    }
}
