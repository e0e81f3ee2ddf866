package looplm.trainer;

/** Training cannot go on; the message says at which update and which checkpoint holds the last good weights. */
public final class TrainingException extends RuntimeException {

    TrainingException(String message) {
        super(message);
    }

    TrainingException(String message, Throwable cause) {
        super(message, cause);
    }
}
