/**
 * OpenAI's API over the engine: bodies in, tokens out as they come, and a client that leaves ends its request.
 *
 * <p>Starting points: {@link looplm.inference.http.ChatController}, {@link looplm.inference.http.AnswerRelay}.
 */
@NullMarked
package looplm.inference.http;

import org.jspecify.annotations.NullMarked;
