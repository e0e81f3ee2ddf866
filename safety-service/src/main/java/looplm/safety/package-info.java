/**
 * safety-service: what may be answered, and how deep.
 *
 * <p>Starting points: {@link looplm.safety.assessment.Assessor} (one decision, start to end), {@link
 * looplm.safety.policy.Policy} (who decides), {@link looplm.safety.audit.DecisionLog} (what remains).
 */
@NullMarked
package looplm.safety;

import org.jspecify.annotations.NullMarked;
