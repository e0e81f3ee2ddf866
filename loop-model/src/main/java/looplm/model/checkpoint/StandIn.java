package looplm.model.checkpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What stands in a file's place where a download went wrong, which a parser's own words would only hide. */
public enum StandIn {
    EMPTY("an empty file", "the file of the model; was the download broken off?"),
    GIT_LFS_POINTER("a Git LFS pointer, not the file it points to", "git lfs pull"),
    WEB_PAGE("an HTML page, not the file", "the file itself; did the download need a login?");

    /** Bytes from the beginning of a file that tell. */
    public static final int TELLING_BYTES = 256;

    private static final String POINTER = "version https://git-lfs.github.com/spec/";

    private final String found;
    private final String expected;

    StandIn(String found, String expected) {
        this.found = found;
        this.expected = expected;
    }

    /** The kind of stand-in that a file of this content is; empty where it may be the file itself. */
    public static Optional<StandIn> of(byte[] content) {
        if (content.length == 0) {
            return Optional.of(EMPTY);
        }
        String start = new String(Arrays.copyOf(content, Math.min(content.length, TELLING_BYTES)), ISO_8859_1);
        if (start.startsWith(POINTER)) {
            return Optional.of(GIT_LFS_POINTER);
        }
        String text = start.strip().toLowerCase(Locale.ROOT);
        return text.startsWith("<!doctype html") || text.startsWith("<html") ? Optional.of(WEB_PAGE) : Optional.empty();
    }

    /** The error of a file that is such a stand-in. */
    public CheckpointException asError(Path file) {
        return new CheckpointException(file, found + " (expected: " + expected + ")");
    }
}
