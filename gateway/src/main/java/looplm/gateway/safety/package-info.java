/**
 * Asks safety-service what may pass, and says truly what happens when it cannot be asked.
 *
 * <p>Starting points: {@link looplm.gateway.safety.SafetyClient}, {@link looplm.gateway.safety.Screening}, {@link
 * looplm.gateway.safety.FailMode}.
 */
@NullMarked
package looplm.gateway.safety;

import org.jspecify.annotations.NullMarked;
