/**
 * The two losses of the paper (arXiv 2510.25741, section 3.3) on the one forward text, and what they give.
 *
 * <p>Starting points: {@link looplm.trainer.stage.StageOne} (model and gate together; {@code stage_one.py} among the
 * resources), {@link looplm.trainer.stage.GateTuning} (the gate alone, Stage II).
 */
@NullMarked
package looplm.trainer.stage;

import org.jspecify.annotations.NullMarked;
