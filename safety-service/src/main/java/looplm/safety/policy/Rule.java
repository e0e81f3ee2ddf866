package looplm.safety.policy;

import java.util.List;
import java.util.Set;

/**
 * An explicit rule.
 *
 * @param id name in reasons, logs and the audit
 * @param category code of the category it speaks for
 * @param score in (0,1], compared with the category's thresholds
 * @param stages where it applies
 * @param conditions it holds when any of them does
 */
public record Rule(String id, String category, double score, Set<Stage> stages, List<Condition> conditions) {

    public Rule {
        stages = Set.copyOf(stages);
        conditions = List.copyOf(conditions);
    }
}
