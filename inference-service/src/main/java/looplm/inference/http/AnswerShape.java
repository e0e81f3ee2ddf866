package looplm.inference.http;

import java.util.Optional;
import looplm.wire.openai.Usage;

/** What an endpoint's answer looks like in JSON. Every method returns a record to be written. */
interface AnswerShape {

    /** The answer in one piece. */
    Object whole(String text, Finish finish, Usage usage);

    /** The event before the first token, where there is one. */
    Optional<Object> opening(long billedSteps);

    /** The event of a token. */
    Object token(String text, long billedSteps);

    /** The event that says why the answer ended. */
    Object closing(Finish finish, long billedSteps);

    /** The event with the usage, which has no choices. */
    Object usage(Usage usage);
}
