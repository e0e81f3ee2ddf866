package looplm.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The curves of a run as JSON lines, one every so many updates. */
public final class MetricsFile {

    /** Its name below the output directory. */
    public static final String NAME = "metrics.jsonl";

    private final Path file;

    MetricsFile(Path out) {
        file = out.resolve(NAME);
    }

    /** Adds a line. */
    void add(Map<String, Object> line) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(
                    file,
                    JsonMapper.shared().writeValueAsString(line) + "\n",
                    UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines so far; one that was cut off is left out. */
    public List<JsonNode> lines() {
        var lines = new ArrayList<JsonNode>();
        try {
            for (String line : Files.exists(file) ? Files.readAllLines(file, UTF_8) : List.<String>of()) {
                try {
                    lines.add(JsonMapper.shared().readTree(line));
                } catch (JacksonException cutOff) {
                    break;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    /** Drops the lines of updates that a checkpoint does not know: they will be made again. */
    void cutAfter(long update) {
        List<JsonNode> kept = lines().stream()
                .filter(line -> line.path("update").longValue() <= update)
                .toList();
        if (kept.isEmpty() && !Files.exists(file)) {
            return;
        }
        var text = new StringBuilder();
        kept.forEach(line -> text.append(line).append('\n'));
        try {
            Files.writeString(file, text, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
