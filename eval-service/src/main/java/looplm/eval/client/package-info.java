/**
 * The model under test, over HTTP.
 *
 * <p>Starting points: {@link looplm.eval.client.TargetClient}, {@link looplm.eval.client.Retries}.
 */
@NullMarked
package looplm.eval.client;

import org.jspecify.annotations.NullMarked;
