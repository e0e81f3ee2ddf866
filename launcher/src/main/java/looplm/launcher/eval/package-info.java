/**
 * Evaluations from the command line: asks eval-service over HTTP, waits, prints accuracy by depth.
 *
 * <p>Starting points: {@link looplm.launcher.eval.EvalRunCommand}, {@link looplm.launcher.eval.EvalClient}.
 */
@NullMarked
package looplm.launcher.eval;

import org.jspecify.annotations.NullMarked;
