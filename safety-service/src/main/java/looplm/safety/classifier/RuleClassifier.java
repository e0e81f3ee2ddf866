package looplm.safety.classifier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import looplm.safety.policy.Condition;
import looplm.safety.policy.Lexicon.Occurrence;
import looplm.safety.policy.Policy;
import looplm.safety.policy.Rule;
import looplm.safety.policy.Stage;
import looplm.safety.text.Interrupts;
import looplm.safety.text.ScreenedText;

/** The operator's explicit rules, in time linear in the text: no rule can be made to run for long. */
public final class RuleClassifier implements Classifier {

    private static final int NOWHERE = -1;

    @Override
    public List<Finding> classify(Policy policy, Stage stage, ScreenedText text) {
        List<Occurrence> plain = policy.lexicon().find(text.plainWords());
        List<Occurrence> skeleton = policy.lexicon().find(text.skeletonWords());
        var findings = new ArrayList<Finding>();
        for (Rule rule : policy.rules()) {
            Interrupts.check();
            if (rule.stages().contains(stage)
                    && rule.conditions().stream().anyMatch(condition -> holds(condition, text, plain, skeleton))) {
                findings.add(new Finding(rule.category(), rule.score(), "rule:" + rule.id()));
            }
        }
        return findings;
    }

    private static boolean holds(
            Condition condition, ScreenedText text, List<Occurrence> plain, List<Occurrence> skeleton) {
        return switch (condition) {
            case Condition.Near near -> near(near, plain) || near(near, skeleton);
            case Condition.Regex regex ->
                regex.pattern().matcher(text.plain()).find()
                        || regex.pattern().matcher(text.skeleton()).find();
        };
    }

    /** Keeps the last place of each list while walking on: the narrowest span that ends here starts at the earliest. */
    private static boolean near(Condition.Near near, List<Occurrence> occurrences) {
        int[] lists = near.lists().stream().mapToInt(Integer::intValue).toArray();
        int[] last = new int[lists.length];
        Arrays.fill(last, NOWHERE);
        for (Occurrence found : occurrences) {
            boolean concerned = false;
            int start = Integer.MAX_VALUE;
            for (int i = 0; i < lists.length; i++) {
                if (lists[i] == found.list()) {
                    last[i] = found.first();
                    concerned = true;
                }
                start = Math.min(start, last[i]);
            }
            if (concerned && start != NOWHERE && found.last() - start < near.within()) {
                return true;
            }
        }
        return false;
    }
}
