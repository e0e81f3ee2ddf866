package looplm.trainer.profile;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import looplm.trainer.scoring.AdaptivePoint;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a depth profile was chosen by: means over the levels, each level counting once.
 *
 * @param split of the questions
 * @param items questions
 * @param fixed every fixed depth up to the trained one
 * @param adaptive every threshold tried, scored with a full-depth history of the right answer
 * @param kvPolicy history that the efforts were measured with
 * @param efforts what each effort gives when the model generates by itself
 */
public record Measurements(
        String split,
        int items,
        List<FixedPoint> fixed,
        List<AdaptivePoint> adaptive,
        @JsonProperty("kv_policy") String kvPolicy,
        Map<String, EffortPoint> efforts) {

    /**
     * Accuracy at a fixed depth.
     *
     * @param aboveChance how far it is above chance: 0 = chance, 1 = all right
     */
    public record FixedPoint(
            int steps,
            double accuracy,
            @JsonProperty("above_chance") double aboveChance) {}

    /**
     * Accuracy of an effort.
     *
     * @param loss accuracy lost against full depth
     * @param meanSteps mean exit step of all answer words
     * @param worst the level that is least above chance
     */
    public record EffortPoint(
            double accuracy,
            double loss,
            @JsonProperty("mean_steps") double meanSteps,
            @JsonProperty("worst_level") WorstLevel worst) {}

    /** Accuracy of the level that an effort serves worst: a mean can hide it. */
    public record WorstLevel(String task, int level, double accuracy) {}

    /** As plain JSON values. */
    Map<String, Object> toMap() {
        return JsonMapper.shared().convertValue(this, new TypeReference<Map<String, Object>>() {});
    }
}
