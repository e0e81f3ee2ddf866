/**
 * Trains a LoopLM by a recipe, through the one forward text.
 *
 * <p>Starting point: {@link looplm.trainer.Trainer}, the loop. It draws from {@code data}, lets {@code stage} compute loss
 * and gradients and {@code optimizer} update. What comes out, {@code scoring} answers questions with, {@code profile}
 * chooses efforts for, {@code card} describes and {@code release} writes.
 */
@NullMarked
package looplm.trainer;

import org.jspecify.annotations.NullMarked;
