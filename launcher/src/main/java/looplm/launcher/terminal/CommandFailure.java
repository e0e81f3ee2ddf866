package looplm.launcher.terminal;

import java.io.Serial;

/** A command could not do its work. The message is printed as it stands, so it says what to do next. */
public final class CommandFailure extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public CommandFailure(String message) {
        super(message);
    }

    public CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
