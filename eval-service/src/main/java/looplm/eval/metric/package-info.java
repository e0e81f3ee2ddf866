/**
 * Figures over many items, with their errors.
 *
 * <p>Starting point: {@link looplm.eval.metric.Proportion}.
 */
@NullMarked
package looplm.eval.metric;

import org.jspecify.annotations.NullMarked;
