package looplm.inference.http;

import java.util.List;
import java.util.Optional;
import looplm.inference.engine.token.TokenEvent.Token;
import looplm.wire.openai.Usage;

/** What an endpoint's answer looks like in JSON. Every method returns a record to be written. */
interface AnswerShape {

    /**
     * One answer in one piece.
     *
     * @param tokens those that are shown, with what is told of them
     */
    record Part(String text, Finish finish, List<Token> tokens) {}

    /** All answers in one piece, in the order of their indices. */
    Object whole(List<Part> answers, Usage usage);

    /** The event before an answer's first token, where there is one. */
    Optional<Object> opening(int answer, long billedSteps);

    /** The event of a token. */
    Object token(int answer, Token token, long billedSteps);

    /** The event of text that was held back until the answer ended. */
    Object rest(int answer, String text, long billedSteps);

    /** The event that says why an answer ended. */
    Object closing(int answer, Finish finish, long billedSteps);

    /** The event with the usage, which has no choices. */
    Object usage(Usage usage);
}
