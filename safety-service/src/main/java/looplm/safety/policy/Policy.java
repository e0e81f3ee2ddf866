package looplm.safety.policy;

import java.util.List;
import java.util.Map;
import looplm.wire.safety.Assessment.Action;
import looplm.wire.safety.Assessment.Category;

/**
 * What an operator decided: rules that name hazards, and what each hazard leads to. Immutable; an assessment uses one
 * policy from start to end.
 *
 * @param version first 12 hex digits of SHA-256 over the file
 * @param categories hazard categories by code
 * @param lexicon phrases of all rules
 */
public record Policy(String version, Map<String, CategoryPolicy> categories, Lexicon lexicon, List<Rule> rules) {

    public Policy {
        categories = Map.copyOf(categories);
        rules = List.copyOf(rules);
    }

    /** The strictest action that any category's score leads to; a code that the policy does not know allows. */
    public Action decide(Stage stage, List<Category> found) {
        Action strictest = Action.ALLOW;
        for (Category category : found) {
            Action action = action(stage, category);
            if (action.compareTo(strictest) > 0) {
                strictest = action;
            }
        }
        return strictest;
    }

    /** What one category's score leads to. */
    public Action action(Stage stage, Category category) {
        var policy = categories.get(category.code());
        return policy == null ? Action.ALLOW : policy.at(stage).action(category.score());
    }
}
