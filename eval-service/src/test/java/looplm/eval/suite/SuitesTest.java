package looplm.eval.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import looplm.edge.SettingException;
import looplm.eval.dataset.DataFiles;
import looplm.eval.dataset.Item;
import looplm.wire.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuitesTest {

    private static final String DATA = """
            {"id":"a-1","task":"a","level":1,"prompt":"p","answer":"x","seen":true}
            {"id":"a-2","task":"a","level":2,"prompt":"q $1 {prompt}","answer":"y","seen":false}
            {"id":"a-3","task":"a","level":2,"prompt":"ü","answer":"z","seen":false}
            """;
    private static final String MANIFEST = """
            {"vocabulary":"v","files":[{"file":"a.jsonl","task":"a","sha256":"%s","items":3,"levels":[
             {"level":1,"items":1,"chance":0.5,"seen":true},{"level":2,"items":2,"chance":0.2,"seen":false}]}]}""";
    private static final String SUITE = """
            format: 1
            name: mine
            version: 3
            description: Mine.
            task: a
            target: inference
            data:
              - file: a.jsonl
                sha256: %s
                licence: CC0-1.0
            prompt: "say {prompt} !"
            scorer: exact
            max_tokens: 8
            """;

    @TempDir
    Path folder;

    private String suite;

    @BeforeEach
    void write() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("a.jsonl"), DATA);
        String sha256 = Sha256.hex(DATA);
        Files.writeString(data.resolve("manifest.json"), MANIFEST.formatted(sha256));
        suite = SUITE.formatted(sha256);
    }

    private Suite read(String yaml) throws IOException {
        Files.writeString(folder.resolve("mine.yaml"), yaml);
        return Suites.read(new DataFiles("file:" + folder + "/")).find("mine").orElseThrow();
    }

    @Test
    void builtInSuites_areThere_withTheirDataWhole() {
        var suites = Suites.read(new DataFiles("classpath:suites/"));

        assertThat(suites.all().stream()
                        .collect(Collectors.toMap(Suite::name, s -> s.items().size())))
                .containsOnlyKeys(
                        "nano",
                        "nano-kb",
                        "nano-item",
                        "nano-make",
                        "nano-judge",
                        "nano-calc",
                        "nano-sum",
                        "nano-chat",
                        "nano-echo",
                        "nano-unknown",
                        "nano-quick")
                .containsEntry("nano-kb", 2330)
                .containsEntry("nano-calc", 2617)
                .containsEntry("nano-chat", 11)
                .containsEntry("nano", 2330 + 1405 + 1421 + 1331 + 2617 + 3630 + 11 + 1664 + 2000)
                .containsEntry("nano-quick", 270);
        assertThat(suites.all()).allSatisfy(each -> {
            assertThat(each.target()).isEqualTo("inference");
            assertThat(each.depths()).isEmpty();
        });
    }

    @Test
    void chance_isTheItemsMean_eachByItsLevel() throws IOException {
        var suites = Suites.read(new DataFiles("classpath:suites/"));
        assertThat(suites.find("nano-kb").orElseThrow().chance()).isCloseTo(1 / 48.0, within(1e-12));
        assertThat(suites.find("nano-echo").orElseThrow().chance())
                .isCloseTo((64 / 64.0 + 600 / 4096.0 + 1000 / 262144.0) / 1664, within(1e-9));

        Suite mine = read(suite);
        assertThat(mine.chance()).isCloseTo(0.9 / 3, within(1e-12));
        assertThat(mine.chance(mine.items(1))).isEqualTo(0.2);
        assertThat(read(suite + "chance: 0.25\n").chance()).isEqualTo(0.25);
    }

    @Test
    void quickSuite_hasEveryLevelOfEveryTask() {
        var suites = Suites.read(new DataFiles("classpath:suites/"));

        assertThat(levels(suites.find("nano-quick").orElseThrow()))
                .isEqualTo(levels(suites.find("nano").orElseThrow()))
                .hasSize(30);
    }

    private static List<String> levels(Suite suite) {
        return suite.items().stream()
                .map(item -> item.task() + item.level())
                .distinct()
                .toList();
    }

    @Test
    void message_isTheTemplate_aroundAnyPrompt() throws IOException {
        Suite mine = read(suite);

        assertThat(mine.items().stream().map(mine::message))
                .containsExactly("say p !", "say q $1 {prompt} !", "say ü !");
        assertThat(mine.items().stream().map(Item::chance)).containsExactly(0.5, 0.2, 0.2);
    }

    @Test
    void fingerprint_moves_onlyWithWhatMovesFigures() throws IOException {
        String fingerprint = read(suite).fingerprint();

        assertThat(read(suite.replace("Mine.", "Ours.")).fingerprint()).isEqualTo(fingerprint);
        assertThat(read(suite.replace("version: 3", "version: 4")).fingerprint())
                .isNotEqualTo(fingerprint);
        assertThat(read(suite.replace("say", "tell")).fingerprint()).isNotEqualTo(fingerprint);
        assertThat(read(suite + "items_per_level: 1\n").fingerprint()).isNotEqualTo(fingerprint);
    }

    @Test
    void start_fails_whenTheDataIsNotWhatTheSuitePins() throws IOException {
        Files.writeString(folder.resolve("data/a.jsonl"), DATA.replace("\"x\"", "\"w\""));

        assertThatThrownBy(() -> read(suite))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("data/a.jsonl: sha256 ")
                .hasMessageContaining("(expected: ");
    }

    @Test
    void start_fails_whenManifestAndSuiteDisagree() throws IOException {
        Path manifest = folder.resolve("data/manifest.json");
        Files.writeString(manifest, MANIFEST.formatted("0".repeat(64)));
        assertThatThrownBy(() -> read(suite)).hasMessageStartingWith("data/manifest.json: sha256 0000");
        Files.writeString(manifest, "{\"files\":[]}");
        assertThatThrownBy(() -> read(suite)).hasMessageContaining("no file a.jsonl");
        Files.writeString(manifest, "{");
        assertThatThrownBy(() -> read(suite)).hasMessageStartingWith("data/manifest.json: ");
        Files.delete(manifest);
        assertThatThrownBy(() -> read(suite))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("data/manifest.json: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"level\":1 | \"level\":9 | data/a.jsonl, line 1: level: 9 (expected: one that",
                "\"answer\":\"y\" | \"answer\":\" \" | data/a.jsonl, line 2: answer: blank (expected: text)",
                "\"answer\":\"y\" | \"anser\":\"y\" | data/a.jsonl, line 2:",
                "\"answer\":\"y\" | \"answer\":null | data/a.jsonl, line 2:",
                "a-3 | a-2 | data/a.jsonl, line 3: id: a-2 (expected: each once)",
            })
    void start_fails_whenALineIsWrong(String part, String other, String message) throws IOException {
        String data = DATA.replace(part, other);
        Files.writeString(folder.resolve("data/a.jsonl"), data);
        String sha256 = Sha256.hex(data);
        Files.writeString(folder.resolve("data/manifest.json"), MANIFEST.formatted(sha256));

        assertThatThrownBy(() -> read(SUITE.formatted(sha256)))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "format: 1 | format: 2 | mine.yaml: format: 2 (expected: 1)",
                "name: mine | name: yours | mine.yaml: name: yours (expected: the file's name",
                "name: mine | title: mine | mine.yaml: title: unknown key",
                "version: 3 | version: 0 | mine.yaml: version: 0 (expected: 1 or more)",
                "version: 3 | version: x | mine.yaml: version: ",
                "target: inference | target: moon | mine.yaml: target: moon (expected: inference)",
                "scorer: exact | scorer: fuzzy | mine.yaml: scorer: fuzzy (expected: exact)",
                "max_tokens: 8 | max_tokens: 0 | mine.yaml: max_tokens: 0 (expected: 1..100000)",
                "max_tokens: 8 | depths: [1, 1] | mine.yaml: max_tokens: ",
                "{prompt} | nothing | mine.yaml: prompt: say nothing ! (expected: a text with {prompt})",
                "licence: CC0-1.0 | licence: '' | mine.yaml: data.licence:  (expected: what allows its use)",
                "file: a.jsonl | file: b.jsonl | data/b.jsonl: ",
                "format: 1 | format: [1 | mine.yaml: not YAML: ",
                "format: 1 | {} | mine.yaml: not YAML: ",
            })
    void start_fails_whenAKeyIsWrong(String part, String other, String message) {
        assertThatThrownBy(() -> read(suite.replace(part, other)))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void start_fails_whenDepthsOrChanceAreOutOfRange() {
        assertThatThrownBy(() -> read(suite + "depths: [1, 1]\n"))
                .hasMessage("mine.yaml: depths: [1, 1] (expected: counts from 1, each once)");
        assertThatThrownBy(() -> read(suite + "depths: []\n")).hasMessageContaining("depths: []");
        assertThatThrownBy(() -> read(suite + "chance: 1.5\n")).hasMessage("mine.yaml: chance: 1.5 (expected: 0..1)");
        assertThatThrownBy(() -> read(suite + "items_per_level: 0\n")).hasMessageContaining("items_per_level: 0");
        assertThatThrownBy(() -> read("- a\n")).hasMessageStartingWith("mine.yaml: not a mapping");
    }
}
