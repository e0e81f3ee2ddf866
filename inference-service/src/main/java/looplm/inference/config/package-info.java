/**
 * Wires the service: properties, beans, the engine's life, health and meters.
 *
 * <p>Starting points: {@link looplm.inference.config.InferenceProperties}, {@link
 * looplm.inference.config.EngineConfiguration}.
 */
@NullMarked
package looplm.inference.config;

import org.jspecify.annotations.NullMarked;
