/**
 * The row tick: which tokens run a recurrent step now, which leave, and what that costs. Plain Java; the model is
 * behind an interface.
 *
 * <p>Starting points: {@link looplm.inference.engine.LoopEngine#tick()} does one unit of work, {@link
 * looplm.inference.engine.Scheduler} picks it, {@link looplm.inference.engine.ModelRunner} runs it.
 */
@NullMarked
package looplm.inference.engine;

import org.jspecify.annotations.NullMarked;
