/**
 * What a Hugging Face model directory says about a model before its weights are read. Its files may be hostile.
 *
 * <p>Starting points: {@link looplm.model.checkpoint.LoopLmConfig}, {@link
 * looplm.model.checkpoint.GenerationDefaults}.
 */
@NullMarked
package looplm.model.checkpoint;

import org.jspecify.annotations.NullMarked;
