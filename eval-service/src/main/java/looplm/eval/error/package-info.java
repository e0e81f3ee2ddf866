/**
 * One mapper from exceptions to error bodies: OpenAI's envelope on {@code /v1/**}, problem+json elsewhere.
 *
 * <p>Starting points: {@link looplm.eval.error.ErrorAdvice}, {@link looplm.eval.error.ErrorResponses}.
 */
@NullMarked
package looplm.eval.error;

import org.jspecify.annotations.NullMarked;
