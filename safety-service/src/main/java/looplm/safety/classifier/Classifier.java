package looplm.safety.classifier;

import java.util.List;
import looplm.safety.policy.Policy;
import looplm.safety.policy.Stage;
import looplm.safety.text.ScreenedText;

/** Names the hazards of a text; safe for many threads. */
public interface Classifier {

    /**
     * @param policy the policy of this assessment, for what an operator may set
     * @return what was found, in no order; empty when nothing was
     */
    List<Finding> classify(Policy policy, Stage stage, ScreenedText text);
}
