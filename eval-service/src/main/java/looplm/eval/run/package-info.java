/**
 * The execution of runs: one at a time per process, many items in flight, from wherever a run stands to its end.
 *
 * <p>Starting points: {@link looplm.eval.run.RunWorker} (the thread), {@link looplm.eval.run.EvalRunner} (one run, start
 * to end), {@link looplm.eval.run.ItemAsker} (one item).
 */
@NullMarked
package looplm.eval.run;

import org.jspecify.annotations.NullMarked;
