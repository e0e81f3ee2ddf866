/**
 * The model behind the engine's interface: the only place of this service that touches tensors.
 *
 * <p>Starting points: {@link looplm.inference.runner.DjlModelRunner}, {@link looplm.inference.runner.LoadedModel}.
 */
@NullMarked
package looplm.inference.runner;

import org.jspecify.annotations.NullMarked;
