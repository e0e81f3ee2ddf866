package looplm.model;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A whole answer.
 *
 * @param tokens its tokens, the end token included
 * @param finish why it ended
 */
public record Generation(List<GeneratedToken> tokens, Finish finish) {

    /** Why an answer ended. */
    public enum Finish {
        /** An end token was drawn. */
        END_TOKEN,
        /** The limit of the request was reached. */
        MAX_TOKENS,
        /** The model's context is full. */
        CONTEXT
    }

    public Generation {
        tokens = List.copyOf(tokens);
    }

    public int[] ids() {
        return tokens.stream().mapToInt(GeneratedToken::id).toArray();
    }

    /** Steps run in decode, for all tokens but the first. */
    public long executedSteps() {
        return tokens.stream().mapToLong(GeneratedToken::executedSteps).sum();
    }

    /** Executed steps per token that came from decode; empty where only the prompt was run. */
    public OptionalDouble meanSteps() {
        return tokens.stream()
                .filter(token -> token.executedSteps() > 0)
                .mapToInt(GeneratedToken::executedSteps)
                .average();
    }
}
