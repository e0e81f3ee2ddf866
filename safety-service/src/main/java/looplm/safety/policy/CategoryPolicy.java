package looplm.safety.policy;

import java.util.Map;

/**
 * One hazard category.
 *
 * @param name for people
 * @param stages what scores lead to; a stage that is left out allows
 */
public record CategoryPolicy(String name, Map<Stage, Thresholds> stages) {

    public CategoryPolicy {
        stages = Map.copyOf(stages);
    }

    /** What scores lead to at this stage. */
    public Thresholds at(Stage stage) {
        return stages.getOrDefault(stage, Thresholds.ALLOW);
    }
}
