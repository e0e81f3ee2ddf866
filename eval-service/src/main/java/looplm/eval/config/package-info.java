/**
 * Settings and the beans made from them; nobody imports this package.
 *
 * <p>Starting points: {@link looplm.eval.config.EvalProperties}, {@link looplm.eval.config.EvalConfiguration}.
 */
@NullMarked
package looplm.eval.config;

import org.jspecify.annotations.NullMarked;
