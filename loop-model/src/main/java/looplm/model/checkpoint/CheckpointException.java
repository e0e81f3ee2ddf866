package looplm.model.checkpoint;

import java.nio.file.Path;

/** A model directory that cannot be used. The message names the file and, where there is one, the tensor or key. */
public final class CheckpointException extends RuntimeException {

    /**
     * @param file the file at fault
     * @param detail "tensor or key: value (expected: ...)"
     */
    public CheckpointException(Path file, String detail) {
        super(file + ": " + detail);
    }

    /** As {@link #CheckpointException(Path, String)}, for a fault another exception tells more about. */
    public CheckpointException(Path file, String detail, Throwable cause) {
        super(file + ": " + detail, cause);
    }
}
