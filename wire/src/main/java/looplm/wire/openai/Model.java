package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One model of {@code /v1/models}.
 *
 * @param contextLength positions of prompt and answer together
 * @param longestTokenBytes the most UTF-8 bytes of a prompt that one token can stand for: a longer prompt than that for each
 *     position does not fit; null where the server does not tell
 * @param turns how many user messages the chat template renders; 0 means all
 */
public record Model(
        String id,
        String object,
        long created,
        @JsonProperty("owned_by") String ownedBy,
        @JsonProperty("context_length") int contextLength,

        @JsonProperty("longest_token_bytes") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        Integer longestTokenBytes,

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
     * @param measured what each effort was measured to give; null where that is not known
     */
    public record Loop(
            @JsonProperty("trained_steps") int trainedSteps,
            @JsonProperty("max_steps") int maxSteps,
            @JsonProperty("weights_hash") String weightsHash,
            @Nullable String kernel,
            Map<String, LoopControls> efforts,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Map<String, Measured> measured) {
        public Loop {
            efforts = Collections.unmodifiableMap(new LinkedHashMap<>(efforts));
            measured = measured == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(measured));
        }
    }

    /**
     * What an effort was measured to give on the model's own tasks, each of their levels counting once.
     *
     * @param standardError of the accuracy
     * @param meanSteps mean exit step of all answer tokens
     * @param worstLevel the level that is least above chance
     */
    public record Measured(
            double accuracy,
            @JsonProperty("standard_error") double standardError,
            @JsonProperty("mean_steps") double meanSteps,
            @JsonProperty("worst_level") WorstLevel worstLevel) {}

    /**
     * The level of a task that an effort serves worst.
     *
     * @param chance accuracy of a guess
     * @param standardError of the accuracy
     */
    public record WorstLevel(
            String task,
            int level,
            double accuracy,
            double chance,
            @JsonProperty("standard_error") double standardError) {}
}
