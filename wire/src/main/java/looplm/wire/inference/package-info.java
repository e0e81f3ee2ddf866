/**
 * The internal API of inference-service, behind the service token.
 *
 * <p>Starting point: {@link looplm.wire.inference.FinalCount}.
 */
@NullMarked
package looplm.wire.inference;

import org.jspecify.annotations.NullMarked;
