/**
 * Settings and the beans made from them; nobody imports this package.
 *
 * <p>Starting points: {@link looplm.safety.config.SafetyProperties}, {@link looplm.safety.config.SafetyConfiguration}.
 */
@NullMarked
package looplm.safety.config;

import org.jspecify.annotations.NullMarked;
