/**
 * The model as the engine sees it: what it can be called with and what it answers, without a tensor.
 *
 * <p>Starting points: {@link looplm.inference.engine.model.ModelRunner}, {@link looplm.inference.engine.model.Batch}.
 */
@NullMarked
package looplm.inference.engine.model;

import org.jspecify.annotations.NullMarked;
