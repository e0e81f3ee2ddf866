package looplm.inference.admission;

import java.util.List;
import looplm.edge.RefusedException;
import looplm.inference.engine.token.TextDecoder;
import looplm.wire.openai.ChatMessage;

/** Prompts as tokens, answers as text. Safe for use by many threads. */
public interface TextCodec {

    /** Characters (UTF-16 units) of a text that can be encoded at all. */
    int mostCharacters();

    /** The most UTF-8 bytes of a text that one token can stand for. */
    int longestToken();

    /** Tokens of a plain prompt, with what the tokenizer adds at the start of a sequence. */
    int[] encode(String text);

    /**
     * Tokens of a conversation as the model's chat template renders it.
     *
     * @throws RefusedException if the template refuses these messages
     */
    int[] encodeChat(List<ChatMessage> messages);

    /** Text of a single token; those that end a sequence are shown, too. */
    String token(int id);

    /** Bytes of a single token, which may be part of a character. */
    byte[] bytes(int id);

    /** A decoder for one answer. */
    TextDecoder newDecoder();
}
