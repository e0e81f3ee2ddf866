/**
 * Text to token ids and back, conversations to prompts.
 *
 * <p>Starting points: {@link looplm.model.text.Tokenizer}, {@link looplm.model.text.StreamingDecoder}, {@link
 * looplm.model.text.ChatTemplate}.
 */
@NullMarked
package looplm.model.text;

import org.jspecify.annotations.NullMarked;
