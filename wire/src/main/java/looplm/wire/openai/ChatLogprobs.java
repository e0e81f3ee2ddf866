package looplm.wire.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;

/**
 * Log-probabilities of a chat answer's tokens.
 *
 * @param content one entry a token
 */
public record ChatLogprobs(List<Token> content) {

    public ChatLogprobs {
        content = List.copyOf(content);
    }

    /**
     * @param token its text; U+FFFD where it is part of a character
     * @param bytes what it stands for, in UTF-8; of several tokens together they make the character
     * @param topLogprobs the likeliest tokens in its place, likeliest first
     */
    public record Token(
            String token,
            double logprob,
            List<Integer> bytes,
            @JsonProperty("top_logprobs") List<Top> topLogprobs) {

        public Token {
            bytes = List.copyOf(bytes);
            topLogprobs = List.copyOf(topLogprobs);
        }
    }

    /** One of the likeliest tokens. */
    public record Top(String token, double logprob, List<Integer> bytes) {

        public Top {
            bytes = List.copyOf(bytes);
        }
    }

    /** The bytes of a token as OpenAI writes them: numbers from 0 to 255. */
    public static List<Integer> bytes(byte[] token) {
        var bytes = new ArrayList<Integer>();
        for (byte b : token) {
            bytes.add(Byte.toUnsignedInt(b));
        }
        return bytes;
    }
}
