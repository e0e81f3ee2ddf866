package looplm.eval.client;

/** Asks inference-service. Every call blocks; safe for use by many threads; an interrupt ends the request. */
public interface InferenceClient {

    /**
     * The model that is served now.
     *
     * @throws InferenceUnavailableException if a later call may succeed
     * @throws InferenceRefusedException if none will
     */
    ServedModel model() throws InterruptedException;

    /**
     * One attempt at one question.
     *
     * @throws InferenceUnavailableException if a later attempt may succeed
     * @throws InferenceRefusedException if none will, for any item
     */
    Reply ask(Question question) throws InterruptedException;
}
