/**
 * OpenAI's API over the engine: bodies in, tokens out as they come, errors in one shape, and a client that leaves ends
 * its request.
 *
 * <p>Starting points: {@link looplm.inference.http.ChatController}, {@link looplm.inference.http.AnswerRelay}, {@link
 * looplm.inference.http.OpenAiErrorAdvice}.
 */
@NullMarked
package looplm.inference.http;

import org.jspecify.annotations.NullMarked;
