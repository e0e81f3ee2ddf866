package looplm.trainer.task;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import looplm.wire.Sha256;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the questions that are reported on as JSON lines: one file per task and a manifest with hashes, counts and
 * chance. The same tasks give the same bytes.
 */
public final class TaskExport {

    /** The manifest's file name. */
    public static final String MANIFEST = "manifest.json";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final NanoTasks tasks;
    private final int itemsPerLevel;

    /**
     * An export.
     *
     * @param itemsPerLevel every unique held-out question of a level, at most so many
     */
    public TaskExport(NanoTasks tasks, int itemsPerLevel) {
        this.tasks = tasks;
        this.itemsPerLevel = itemsPerLevel;
    }

    /** The files' names and contents, the manifest last. */
    public Map<String, String> files() {
        var files = new LinkedHashMap<String, String>();
        var entries = new ArrayList<Map<String, Object>>();
        for (Task task : tasks.all()) {
            var lines = new StringBuilder();
            var levels = new ArrayList<Map<String, Object>>();
            for (int level = task.firstLevel(); level <= task.lastLevel(); level++) {
                var items = tasks.evaluation(task, level, Split.TEST, itemsPerLevel);
                items.forEach(item ->
                        lines.append(line(item, task.seen(item.level()))).append('\n'));
                levels.add(level(task, level, items.size()));
            }
            String name = task.name() + ".jsonl";
            files.put(name, lines.toString());
            entries.add(entry(task, name, lines.toString(), levels));
        }
        var manifest = new LinkedHashMap<String, Object>();
        manifest.put("vocabulary", NanoVocabulary.VERSION);
        manifest.put("split", "test");
        manifest.put("items_per_level", itemsPerLevel);
        manifest.put("completion_prompt", "<bos> {prompt} <ans>");
        manifest.put("files", entries);
        files.put(MANIFEST, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(manifest) + "\n");
        return files;
    }

    /** Writes the files into a directory, which is made if need be; each appears whole or not at all. */
    public void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (var file : files().entrySet()) {
            Path temporary = Files.createTempFile(directory, "." + file.getKey(), ".new");
            Files.writeString(temporary, file.getValue(), UTF_8);
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(temporary, directory.resolve(file.getKey()), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static String line(TaskItem item, boolean seen) {
        var line = new LinkedHashMap<String, Object>();
        line.put("id", id(item));
        line.put("task", item.task());
        line.put("level", item.level());
        line.put("prompt", item.promptText());
        line.put("answer", item.answerText());
        line.put("seen", seen);
        return JSON.writeValueAsString(line);
    }

    /** Stable across exports: it names the question, not its place. */
    private static String id(TaskItem item) {
        String hash = HexFormat.of().toHexDigits(Split.hash(item.task() + " " + item.promptText()));
        return "%s-%d-%s".formatted(item.task(), item.level(), hash.substring(0, 12));
    }

    private static Map<String, Object> level(Task task, int level, int items) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("level", level);
        entry.put("items", items);
        entry.put("chance", task.chance(level));
        entry.put("seen", task.seen(level));
        return entry;
    }

    private static Map<String, Object> entry(Task task, String name, String content, List<Map<String, Object>> levels) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("file", name);
        entry.put("task", task.name());
        entry.put("sha256", Sha256.hex(content));
        entry.put(
                "items",
                levels.stream().mapToInt(level -> (Integer) level.get("items")).sum());
        entry.put("levels", levels);
        return entry;
    }
}
