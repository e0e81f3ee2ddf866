package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How a request wants its tokens drawn; what is missing the model's own defaults fill in.
 *
 * @param minP as in vLLM: keeps tokens of at least this share of the likeliest one's probability
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SamplingFields(
        @Nullable Double temperature,
        @JsonProperty("top_p") @Nullable Double topP,
        @JsonProperty("top_k") @Nullable Integer topK,
        @JsonProperty("min_p") @Nullable Double minP,
        @Nullable Long seed) {

    /** Nothing said. */
    public static final SamplingFields DEFAULTS = new SamplingFields(null, null, null, null, null);

    /** The likeliest token, always. */
    public static final SamplingFields GREEDY = new SamplingFields(0.0, null, null, null, null);
}
