/**
 * OpenAI's API as JSON records, with the depth controls {@code loop} and the depth counts {@code usage.loop}.
 *
 * <p>A component that a client may leave out is nullable; the server resolves it. Starting points: {@link
 * looplm.wire.openai.ChatCompletionRequest}, {@link looplm.wire.openai.LoopControls}, {@link
 * looplm.wire.openai.LoopUsage}.
 */
@NullMarked
package looplm.wire.openai;

import org.jspecify.annotations.NullMarked;
