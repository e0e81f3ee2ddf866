package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One model of {@code /v1/models}.
 *
 * @param contextLength positions of prompt and answer together
 * @param turns how many user messages the chat template renders; 0 means all
 */
public record Model(
        String id,
        String object,
        long created,
        @JsonProperty("owned_by") String ownedBy,
        @JsonProperty("context_length") int contextLength,
        int turns,
        Loop loop) {

    public static final String OBJECT = "model";

    /**
     * What the model can do in depth.
     *
     * @param trainedSteps recurrent steps T it was trained with
     * @param maxSteps the most that a request may ask for
     * @param weightsHash first 12 hex digits of the weights hash
     * @param kernel the form that the weights are held in, such as {@code f32-onednn}: where it differs, so may an answer;
     *     null where the server does not tell
     * @param efforts the bounds each {@code reasoning_effort} resolves to
     */
    public record Loop(
            @JsonProperty("trained_steps") int trainedSteps,
            @JsonProperty("max_steps") int maxSteps,
            @JsonProperty("weights_hash") String weightsHash,
            @Nullable String kernel,
            Map<String, LoopControls> efforts) {
        public Loop {
            efforts = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(efforts));
        }
    }
}
