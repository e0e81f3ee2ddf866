package looplm.trainer.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TaskExportTest {

    /** Where eval-service keeps its built-in suites, seen from this module. */
    private static final Path COMMITTED = Path.of("..", "eval-service", "src", "main", "resources", "suites", "data");

    private final TaskExport export = new TaskExport(new NanoTasks(), 1000);

    @Test
    void files_equalTheCommittedOnes_whenNothingWasForgotten() throws IOException {
        for (var file : export.files().entrySet()) {
            assertThat(Files.readString(COMMITTED.resolve(file.getKey())))
                    .as("run: looplm tasks export --out %s", COMMITTED)
                    .isEqualTo(file.getValue());
        }
    }

    @Test
    void files_holdWhatTheManifestSays() {
        var files = export.files();
        JsonNode manifest = JsonMapper.shared().readTree(files.get(TaskExport.MANIFEST));

        assertThat(manifest.path("files").size()).isEqualTo(files.size() - 1);
        for (JsonNode entry : manifest.path("files")) {
            List<JsonNode> items = items(files.get(entry.path("file").stringValue()));
            assertThat(items).hasSize(entry.path("items").intValue());
            assertThat(items.stream().map(item -> item.path("id").stringValue()))
                    .doesNotHaveDuplicates();
            for (JsonNode level : entry.path("levels")) {
                assertThat(items.stream()
                                .filter(item -> item.path("level").equals(level.path("level"))
                                        && item.path("seen").equals(level.path("seen"))))
                        .hasSize(level.path("items").intValue());
            }
        }
    }

    @Test
    void write_replacesAnOlderExport_andLeavesNothingElse(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("kb.jsonl"), "old");

        export.write(directory);

        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(export.files().keySet());
        }
        assertThat(Files.readString(directory.resolve("kb.jsonl")))
                .isEqualTo(export.files().get("kb.jsonl"));
    }

    private static List<JsonNode> items(String lines) {
        return lines.lines().map(JsonMapper.shared()::readTree).toList();
    }
}
