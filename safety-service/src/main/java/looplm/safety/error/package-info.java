/**
 * One mapper from exceptions to error bodies: OpenAI's envelope on {@code /v1/**}, problem+json elsewhere.
 *
 * <p>Starting points: {@link looplm.safety.error.ErrorAdvice}, {@link looplm.safety.error.ErrorResponses}.
 */
@NullMarked
package looplm.safety.error;

import org.jspecify.annotations.NullMarked;
