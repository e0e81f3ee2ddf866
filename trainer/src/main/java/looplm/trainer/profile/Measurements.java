package looplm.trainer.profile;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import looplm.model.exit.EffortFigures;
import looplm.trainer.scoring.AdaptivePoint;
import looplm.trainer.scoring.DepthPoint;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a depth profile was chosen by: means over the levels, each level counting once.
 *
 * @param split of the questions
 * @param items questions
 * @param fixed every fixed depth up to the trained one
 * @param adaptive every threshold tried, scored with a full-depth history of the right answer
 * @param frontier of these, the settings that no other beats in steps and accuracy both
 * @param kvPolicy history that the efforts were measured with
 * @param efforts what each effort gives when the model generates by itself
 */
public record Measurements(
        String split,
        int items,
        List<FixedPoint> fixed,
        List<AdaptivePoint> adaptive,
        List<FrontierPoint> frontier,
        @JsonProperty("kv_policy") String kvPolicy,
        Map<String, EffortFigures> efforts) {

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
     * A setting of the frontier.
     *
     * @param meanSteps mean exit step of all answer words
     * @param aboveChance how far the accuracy is above chance
     */
    public record FrontierPoint(
            @JsonProperty("min_steps") int minSteps,
            @JsonProperty("max_steps") int maxSteps,
            @JsonProperty("exit_threshold") float exitThreshold,
            @JsonProperty("mean_steps") double meanSteps,
            double accuracy,
            @JsonProperty("above_chance") double aboveChance) {

        static FrontierPoint of(DepthPoint point) {
            var bounds = point.bounds();
            return new FrontierPoint(
                    bounds.minSteps(),
                    bounds.maxSteps(),
                    bounds.exitThreshold(),
                    point.meanSteps(),
                    point.accuracy(),
                    point.aboveChance());
        }
    }

    /** As plain JSON values. */
    Map<String, Object> toMap() {
        return JsonMapper.shared().convertValue(this, new TypeReference<Map<String, Object>>() {});
    }
}
