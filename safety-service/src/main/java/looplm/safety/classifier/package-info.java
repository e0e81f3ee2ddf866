/**
 * Judges of a text: each names hazard categories with scores, the policy decides.
 *
 * <p>Starting points: {@link looplm.safety.classifier.Classifier}, {@link looplm.safety.classifier.RuleClassifier}.
 */
@NullMarked
package looplm.safety.classifier;

import org.jspecify.annotations.NullMarked;
