/**
 * Every error a client can see, mapped and written in one place: OpenAI's envelope on {@code /v1/**}, RFC 9457
 * problem+json elsewhere, {@code x-request-id} on all answers.
 *
 * <p>Starting points: {@link looplm.gateway.error.GatewayException} to raise one, {@link
 * looplm.gateway.error.ErrorMapper} for what becomes of it.
 */
@NullMarked
package looplm.gateway.error;

import org.jspecify.annotations.NullMarked;
