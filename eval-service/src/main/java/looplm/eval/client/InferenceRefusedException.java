package looplm.eval.client;

/** inference-service refuses what this service sends, and will again: nothing about one item. */
public final class InferenceRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public InferenceRefusedException(String message) {
        super(message);
    }
}
