package looplm.inference.admission;

import java.util.List;
import looplm.inference.engine.AnswerRequest;

/**
 * A request that may be queued.
 *
 * @param answers what the engine is asked, once for every answer; all of one prompt
 * @param stream whether the answers are sent token by token
 * @param includeUsage whether a stream ends with the usage
 * @param seed of the sampler; the client's, or one drawn for this request
 */
public record Admission(List<AnswerRequest> answers, boolean stream, boolean includeUsage, long seed) {

    public Admission {
        answers = List.copyOf(answers);
        if (answers.isEmpty()) {
            throw new IllegalArgumentException("answers: none (expected: at least one)");
        }
    }

    /** A request for one answer. */
    public Admission(AnswerRequest answer, boolean stream, boolean includeUsage, long seed) {
        this(List.of(answer), stream, includeUsage, seed);
    }

    /** The first answer. */
    public AnswerRequest first() {
        return answers.getFirst();
    }
}
