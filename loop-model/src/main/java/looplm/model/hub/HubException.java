package looplm.model.hub;

/** A pull that cannot go on. The message names the file or address and what was expected. */
public final class HubException extends RuntimeException {

    public HubException(String message) {
        super(message);
    }

    public HubException(String message, Throwable cause) {
        super(message, cause);
    }
}
