package looplm.eval.client;

/** inference-service refuses what this service sends, and will again: nothing about one item. */
public final class TargetRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TargetRefusedException(String message) {
        super(message);
    }
}
