/**
 * Whether an answer is right.
 *
 * <p>Starting point: {@link looplm.eval.scorer.Scorer}.
 */
@NullMarked
package looplm.eval.scorer;

import org.jspecify.annotations.NullMarked;
