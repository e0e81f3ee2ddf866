package looplm.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of one request's files in docs/architecture.md is whole, true and no longer than it was. */
class RequestWayTest {

    private static final Path HOME = Path.of("..");

    /** Files that a reader opens; a change that needs more of them has made the way longer. */
    private static final int MOST_FILES = 71;

    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+|\\w+\\.py)`");
    private static final Pattern FIELD = Pattern.compile("private final (?:@Nullable )?(?:\\w+<)*(\\w+)");
    private static final Pattern MODULE = Pattern.compile("^\\| `([a-z-]+)`.*?\\|(.*)\\|$", Pattern.MULTILINE);

    /** A file of the list. */
    private record Step(String name, Path file) {}

    @Test
    void files_stand_whereTheListSaysTheyAre() throws IOException {
        List<Step> steps = steps();

        assertThat(steps).extracting(Step::name).doesNotHaveDuplicates();
        assertThat(steps).hasSizeBetween(50, MOST_FILES);
    }

    /** Whom a file of the way holds as a field takes part in it, or is said to stand beside it. */
    @Test
    void list_namesEveryCollaborator() throws IOException {
        List<Step> steps = steps();
        var known = new TreeSet<>(steps.stream().map(Step::name).toList());
        known.addAll(names(between("Beside it:", "\n\n")));
        Map<String, Path> all = types();
        var forgotten = new TreeSet<String>();
        for (Step step : steps) {
            for (String field : names(FIELD, Files.readString(step.file()))) {
                if (all.containsKey(field) && !known.contains(field) && acts(all.get(field))) {
                    forgotten.add(step.name() + " -> " + field);
                }
            }
        }

        assertThat(forgotten).isEmpty();
    }

    /** Whether it is a class that takes steps, not one that only carries or is thrown. */
    private static boolean acts(Path file) throws IOException {
        String name = file.getFileName().toString().replace(".java", "");
        var declared = Pattern.compile("^(?:public |abstract |final )*class " + name + "\\b([^{]*)", Pattern.MULTILINE)
                .matcher(Files.readString(file));
        return declared.find() && !declared.group(1).contains("Exception");
    }

    private static List<Step> steps() throws IOException {
        var steps = new ArrayList<Step>();
        var rows = MODULE.matcher(between("### The files of this way", "Beside it:"));
        while (rows.find()) {
            Map<String, Path> module = sources(HOME.resolve(rows.group(1)));
            for (String name : names(rows.group(2))) {
                assertThat(module).as(rows.group(1)).containsKey(name);
                steps.add(new Step(name, module.get(name)));
            }
        }
        return steps;
    }

    private static Map<String, Path> types() throws IOException {
        var types = new HashMap<String, Path>();
        try (Stream<Path> modules = Files.list(HOME)) {
            for (Path module : modules.filter(folder -> Files.isDirectory(folder.resolve("src/main/java")))
                    .toList()) {
                types.putAll(sources(module));
            }
        }
        return types;
    }

    /** Java types by name, and the forward text by its file. */
    private static Map<String, Path> sources(Path module) throws IOException {
        var sources = new HashMap<String, Path>();
        try (Stream<Path> files = Files.walk(module.resolve("src/main"))) {
            files.filter(file -> file.toString().endsWith(".java") || file.endsWith("loop_lm.py"))
                    .forEach(file -> sources.put(file.getFileName().toString().replace(".java", ""), file));
        }
        return sources;
    }

    private static String between(String start, String end) throws IOException {
        String text = Files.readString(HOME.resolve("docs/architecture.md"));
        int from = text.indexOf(start);
        assertThat(from).as(start).isNotNegative();
        return text.substring(from, text.indexOf(end, from));
    }

    private static List<String> names(String text) {
        return names(NAME, text);
    }

    private static List<String> names(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }
}
