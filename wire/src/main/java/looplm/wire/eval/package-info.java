/**
 * Evaluation runs: what is asked of eval-service and what a run found, by depth.
 *
 * <p>Starting points: {@link looplm.wire.eval.RunRequest}, {@link looplm.wire.eval.Run}.
 */
@NullMarked
package looplm.wire.eval;

import org.jspecify.annotations.NullMarked;
