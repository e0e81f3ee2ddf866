package looplm.launcher.supervise;

import java.io.Serial;

/** A program did not become ready at its first start. */
public final class StartFailure extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String program;

    StartFailure(String program, String reason) {
        super(program + " " + reason);
        this.program = program;
    }

    public String program() {
        return program;
    }
}
