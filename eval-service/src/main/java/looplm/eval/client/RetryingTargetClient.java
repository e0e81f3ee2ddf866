package looplm.eval.client;

/** Asks again while the target is not available: what a run needs, which nobody waits for. */
public record RetryingTargetClient(TargetClient target, Retries retries) implements TargetClient {

    @Override
    public TargetModel model() throws InterruptedException {
        return retries.call(target::model);
    }

    @Override
    public Reply ask(Question question) throws InterruptedException {
        return retries.call(() -> target.ask(question));
    }
}
