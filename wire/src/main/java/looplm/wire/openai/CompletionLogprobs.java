package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * Log-probabilities of a completion's tokens, one entry a token in each list.
 *
 * @param textOffset where each token begins in the text, in characters
 */
public record CompletionLogprobs(
        List<String> tokens,
        @JsonProperty("token_logprobs") List<Double> tokenLogprobs,
        @JsonProperty("top_logprobs") List<Map<String, Double>> topLogprobs,
        @JsonProperty("text_offset") List<Integer> textOffset) {

    public CompletionLogprobs {
        tokens = List.copyOf(tokens);
        tokenLogprobs = List.copyOf(tokenLogprobs);
        topLogprobs = List.copyOf(topLogprobs);
        textOffset = List.copyOf(textOffset);
    }
}
