/**
 * Trains a LoopLM: Stage I of the paper (arXiv 2510.25741, section 3.3) through the one forward text.
 *
 * <p>Starting points: {@link looplm.model.train.Trainer} (the loop), {@link looplm.model.train.StageOne} (loss and
 * gradients), {@link looplm.model.train.AdamW} (the update), {@link looplm.model.train.BatchSampler} (the data). The
 * texts {@code stage_one.py} and {@code adamw.py} lie among the resources.
 */
@NullMarked
package looplm.model.train;

import org.jspecify.annotations.NullMarked;
