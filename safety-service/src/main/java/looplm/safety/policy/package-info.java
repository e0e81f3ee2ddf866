/**
 * The operator's YAML: rules, and per category and stage what a score leads to.
 *
 * <p>Starting points: {@link looplm.safety.policy.PolicyReader} (text to policy), {@link looplm.safety.policy.PolicyStore} (the current
 * one, reloaded when its file changes).
 */
@NullMarked
package looplm.safety.policy;

import org.jspecify.annotations.NullMarked;
