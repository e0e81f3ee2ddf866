/**
 * {@code looplm train}, {@code card} and {@code tasks}.
 *
 * <p>Starting point: {@link looplm.trainer.cli.TrainCommand}.
 */
@NullMarked
package looplm.trainer.cli;

import org.jspecify.annotations.NullMarked;
