package looplm.eval.client;

/** Asks inference-service. Every call blocks; safe for use by many threads; an interrupt ends the request. */
public interface TargetClient {

    /**
     * The model that is served now.
     *
     * @throws TargetUnavailableException if a later call may succeed
     * @throws TargetRefusedException if none will
     */
    TargetModel model() throws InterruptedException;

    /**
     * One attempt at one question.
     *
     * @throws TargetUnavailableException if a later attempt may succeed
     * @throws TargetRefusedException if none will, for any item
     */
    Reply ask(Question question) throws InterruptedException;
}
