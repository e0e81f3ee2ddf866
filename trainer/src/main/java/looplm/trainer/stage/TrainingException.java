package looplm.trainer.stage;

/** Training cannot go on; the message says at which update and which checkpoint holds the last good weights. */
public final class TrainingException extends RuntimeException {

    public TrainingException(String message) {
        super(message);
    }

    public TrainingException(String message, Throwable cause) {
        super(message, cause);
    }
}
