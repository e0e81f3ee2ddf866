/**
 * From logits to a token.
 *
 * <p>Starting points: {@link looplm.model.sample.Sampler}, {@link looplm.model.sample.SamplingParams}.
 */
@NullMarked
package looplm.model.sample;

import org.jspecify.annotations.NullMarked;
