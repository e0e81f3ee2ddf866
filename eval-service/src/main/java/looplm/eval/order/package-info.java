/**
 * What callers order and are told of runs.
 *
 * <p>Starting points: {@link looplm.eval.order.Runs}, {@link looplm.eval.order.RunOrders} for what is refused.
 */
@NullMarked
package looplm.eval.order;

import org.jspecify.annotations.NullMarked;
