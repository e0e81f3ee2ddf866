/**
 * Serves a LoopLM over HTTP.
 *
 * <p>Starting points: {@link looplm.inference.InferenceApplication}; one request goes {@code http} to {@code admission}
 * to {@code engine} to {@code runner}.
 */
@NullMarked
package looplm.inference;

import org.jspecify.annotations.NullMarked;
