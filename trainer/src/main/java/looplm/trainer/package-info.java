/**
 * Trains a LoopLM: Stage I of the paper (arXiv 2510.25741, section 3.3) through the one forward text.
 *
 * <p>Starting points: {@link looplm.trainer.Trainer} (the loop), {@link looplm.trainer.StageOne} (loss and
 * gradients), {@link looplm.trainer.AdamW} (the update), {@link looplm.trainer.BatchSampler} (the data). The
 * texts {@code stage_one.py} and {@code adamw.py} lie among the resources.
 */
@NullMarked
package looplm.trainer;

import org.jspecify.annotations.NullMarked;
