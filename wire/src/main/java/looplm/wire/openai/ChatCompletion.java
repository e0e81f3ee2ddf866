package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole answer of {@code /v1/chat/completions}. */
public record ChatCompletion(String id, String object, long created, String model, List<Choice> choices, Usage usage) {

    public static final String OBJECT = "chat.completion";

    public ChatCompletion {
        choices = List.copyOf(choices);
    }

    /**
     * @param finishReason {@code stop|length|content_filter}
     * @param finishDetail {@code max_tokens|context|budget} beside {@code length}
     * @param logprobs if they were asked for
     * @param loopTrace if {@code loop.trace} was asked for
     */
    public record Choice(
            int index,
            Message message,
            @JsonProperty("finish_reason") String finishReason,

            @JsonProperty("looplm_finish_detail") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String finishDetail,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            ChatLogprobs logprobs,

            @JsonProperty("loop_trace") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<TokenTrace> loopTrace) {

        /** A choice of which no more than the text is told. */
        public Choice(int index, Message message, String finishReason, @Nullable String finishDetail) {
            this(index, message, finishReason, finishDetail, null, null);
        }
    }

    /** The assistant's message; a blocked answer has a refusal in place of content. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Message(
            String role, @Nullable String content, @Nullable String refusal) {}
}
