/**
 * eval-service: how good the model is at each depth.
 *
 * <p>Starting points: {@link looplm.eval.run.EvalRunner} (one run, start to end), {@link looplm.eval.record.RunLog} (what of
 * it outlives a crash), {@link looplm.eval.suite.Suite} (what is asked).
 */
@NullMarked
package looplm.eval;

import org.jspecify.annotations.NullMarked;
