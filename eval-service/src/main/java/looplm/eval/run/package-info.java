/**
 * Runs: ordered, executed one at a time per process, recorded row by row so that a crash loses and repeats nothing.
 *
 * <p>Starting points: {@link looplm.eval.run.EvalRunner} (one run, start to end), {@link looplm.eval.run.RunLog} (what is
 * kept, and who may write), {@link looplm.eval.run.Runs} (what callers ask).
 */
@NullMarked
package looplm.eval.run;

import org.jspecify.annotations.NullMarked;
