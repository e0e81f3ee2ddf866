/**
 * Weights of a model directory: safetensors files in and out, the one map of their names, their hash.
 *
 * <p>Starting points: {@link looplm.model.weights.WeightLoader}, {@link looplm.model.weights.WeightNames}.
 */
@NullMarked
package looplm.model.weights;

import org.jspecify.annotations.NullMarked;
