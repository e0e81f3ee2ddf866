package looplm.model.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The model against the reference implementation: every quantity that golden/manifest.json lists, and every tensor of
 * every case. More cases, in the same form: {@code -Dlooplm.golden=DIR}, a folder of them. Writes {@code target/parity.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("numeric")
class ParityTest {

    /** Folders of more cases, or one case. */
    private static final String MORE = "looplm.golden";

    /** Training has its own tests, beside the losses and the optimiser. */
    private static final String TRAINING = "train.";

    private final ParityRows rows = new ParityRows();
    private final Map<String, Set<String>> unread = new LinkedHashMap<>();

    static List<Arguments> checks() throws IOException {
        var checks = new ArrayList<Arguments>();
        for (Path folder : folders()) {
            try (var golden = new GoldenCase(folder)) {
                ParityCheck.all().stream()
                        .filter(check -> check.applies(golden))
                        .forEach(check -> checks.add(
                                Arguments.of(golden.name(), check.getClass().getSimpleName(), folder, check)));
            }
        }
        return checks;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("checks")
    void model_equalsReference_inEveryQuantity(String name, String idea, Path folder, ParityCheck check) {
        try (var golden = new GoldenCase(folder)) {
            check.run(golden, rows);
            unread.computeIfAbsent(name, n -> new TreeSet<>(golden.tensors())).removeAll(golden.read());
        }
        assertThat(rows.of(name))
                .as(idea)
                .allSatisfy((quantity, row) -> assertThat(row)
                        .as("%s %s", name, quantity)
                        .matches(ParityRows.Row::holds, "at most " + row.tolerance()));
    }

    @AfterAll
    void everyQuantityWasCompared() throws IOException {
        Files.writeString(Files.createDirectories(Path.of("target")).resolve("parity.md"), rows.table());
        GoldenCase.json(GoldenCase.root().resolve("manifest.json"))
                .properties()
                .forEach(entry -> assertThat(rows.of(entry.getKey()).keySet())
                        .as(entry.getKey())
                        .containsAll(entry.getValue().values().stream()
                                .map(quantity -> quantity.stringValue())
                                .toList()));
        assertThat(unread)
                .allSatisfy((name, tensors) -> assertThat(tensors)
                        .as("tensors of %s that nothing compared", name)
                        .allMatch(tensor -> tensor.startsWith(TRAINING)));
    }

    private static List<Path> folders() throws IOException {
        var folders = new ArrayList<Path>();
        for (String name :
                GoldenCase.json(GoldenCase.root().resolve("manifest.json")).propertyNames()) {
            folders.add(GoldenCase.root().resolve(name));
        }
        String more = System.getProperty(MORE);
        if (more != null) {
            try (var found = Files.walk(Path.of(more), 2)) {
                found.filter(folder -> Files.exists(folder.resolve("expected.safetensors")))
                        .sorted()
                        .forEach(folders::add);
            }
        }
        return folders;
    }
}
