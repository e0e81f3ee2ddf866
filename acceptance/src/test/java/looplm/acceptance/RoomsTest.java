package looplm.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How the whole checkout is laid out: what no module's own rules can see. */
class RoomsTest {

    private static final Path HOME = Path.of("..");

    /** More types than this in one package, and nobody knows any more what it is about. */
    private static final int MOST_TYPES = 25;

    @Test
    void typeNames_standOnce_overAllModules() throws IOException {
        Map<String, List<Path>> twice =
                new TreeMap<>(sources().stream().collect(Collectors.groupingBy(RoomsTest::type)));
        twice.values().removeIf(files -> files.size() == 1);

        assertThat(twice)
                .as("one name, one thing: no import needs a qualified name")
                .isEmpty();
    }

    @Test
    void packages_holdFewTypes() throws IOException {
        Map<Path, Long> crowded = new TreeMap<>(
                sources().stream().collect(Collectors.groupingBy(Path::getParent, Collectors.counting())));
        crowded.values().removeIf(types -> types <= MOST_TYPES);

        assertThat(crowded)
                .as("types by package: split it by what is behind the door")
                .isEmpty();
    }

    /** Of all modules' main code, each named after its one outer type. */
    private static List<Path> sources() throws IOException {
        var sources = new ArrayList<Path>();
        try (Stream<Path> modules = Files.list(HOME)) {
            for (Path root : modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(root)) {
                    files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                            .forEach(sources::add);
                }
            }
        }
        assertThat(sources).hasSizeGreaterThan(500);
        return sources;
    }

    private static String type(Path source) {
        String name = source.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }
}
