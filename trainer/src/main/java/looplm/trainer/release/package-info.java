/**
 * Turns a finished run into a model directory that appears whole or not at all.
 *
 * <p>Starting points: {@link looplm.trainer.release.ModelRelease} (tasks), {@link looplm.trainer.release.FineTunedRelease}
 * (files).
 */
@NullMarked
package looplm.trainer.release;

import org.jspecify.annotations.NullMarked;
