/**
 * What is kept of runs: the order, every item's row, the figures, and who may write them. A crash loses and repeats
 * nothing.
 *
 * <p>Starting points: {@link looplm.eval.record.RunLog}, {@link looplm.eval.record.EvalRun}, {@link
 * looplm.eval.record.ItemResult}.
 */
@NullMarked
package looplm.eval.record;

import org.jspecify.annotations.NullMarked;
