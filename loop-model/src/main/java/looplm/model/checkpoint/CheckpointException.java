package looplm.model.checkpoint;

import java.nio.file.Path;
import looplm.wire.PrintableText;

/**
 * A model directory that cannot be used. The message names the file and, where there is one, the tensor or key.
 *
 * <p>Names and values come from hostile files and end in terminals and logs: what could control either is written as an
 * escape, and a long message is cut.
 */
public final class CheckpointException extends RuntimeException {

    private static final int MAX_CHARACTERS = 1000;

    /**
     * @param file the file at fault
     * @param detail "tensor or key: value (expected: ...)"
     */
    public CheckpointException(Path file, String detail) {
        super(printable(file + ": " + detail));
    }

    /** As {@link #CheckpointException(Path, String)}, for a fault another exception tells more about. */
    public CheckpointException(Path file, String detail, Throwable cause) {
        super(printable(file + ": " + detail), cause);
    }

    private static String printable(String text) {
        var printable = new StringBuilder();
        text.codePoints().limit(MAX_CHARACTERS).forEach(c -> append(printable, c));
        return printable
                .append(text.codePointCount(0, text.length()) > MAX_CHARACTERS ? "..." : "")
                .toString();
    }

    private static void append(StringBuilder printable, int character) {
        if (PrintableText.isPrintable(character)) {
            printable.appendCodePoint(character);
        } else {
            printable.append("\\u{%x}".formatted(character));
        }
    }
}
