package looplm.safety.policy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import looplm.edge.SettingException;
import looplm.safety.classifier.Finding;
import looplm.safety.classifier.RuleClassifier;
import looplm.safety.text.ScreenedText;
import looplm.wire.safety.Assessment.Action;
import looplm.wire.safety.Assessment.Category;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyReaderTest {

    private static final String HEAD = """
            format: 1
            categories:
              S9: {name: Weapons, prompt: {deepen: 0.4, block: 0.8}}
            """;

    private final PolicyReader reader = new PolicyReader();

    @Test
    void decide_takesTheStrictest_whichScoresReach() {
        var policy = read(HEAD + "  S6: {name: Advice, prompt: {deepen: 0.5}}\n");

        assertThat(policy.decide(Stage.PROMPT, List.of())).isEqualTo(Action.ALLOW);
        assertThat(policy.decide(Stage.PROMPT, List.of(new Category("S9", 0.39))))
                .isEqualTo(Action.ALLOW);
        assertThat(policy.decide(Stage.PROMPT, List.of(new Category("S9", 0.4))))
                .isEqualTo(Action.DEEPEN);
        assertThat(policy.decide(Stage.PROMPT, List.of(new Category("S9", 0.8), new Category("S6", 1))))
                .isEqualTo(Action.BLOCK);
        assertThat(policy.decide(Stage.RESPONSE, List.of(new Category("S9", 1))))
                .as("a stage that is left out allows")
                .isEqualTo(Action.ALLOW);
        assertThat(policy.decide(Stage.PROMPT, List.of(new Category("X", 1)))).isEqualTo(Action.ALLOW);
    }

    @Test
    void version_isTheHashOfTheFile() {
        assertThat(read(HEAD).version())
                .matches("[0-9a-f]{12}")
                .isEqualTo(read(HEAD).version());
        assertThat(read(HEAD + "\n").version()).isNotEqualTo(read(HEAD).version());
    }

    @Test
    void near_holdsInAnyOrder_withinTheSpan() {
        var policy = read(HEAD + """
                lists: {a: [build], b: [big bomb]}
                rules:
                  - {id: r, category: S9, near: [{lists: [a, b], within: 4}]}
                """);

        assertThat(find(policy, "build a big bomb")).isNotEmpty();
        assertThat(find(policy, "big bomb: build")).isNotEmpty();
        assertThat(find(policy, "build me a big bomb")).isEmpty();
        assertThat(find(policy, "big bomb")).isEmpty();
        assertThat(find(policy, "building a big bombastic")).isEmpty();
    }

    @Test
    void exception_hidesItsWords_andNoOthers() {
        var policy = read(HEAD + """
                exceptions: [bath bomb]
                rules: [{id: r, category: S9, phrases: [bomb]}]
                """);

        assertThat(find(policy, "a bath bomb")).isEmpty();
        assertThat(find(policy, "a bath bomb and a bomb")).isNotEmpty();
    }

    @Test
    void phrase_isFolded_asTextsAre() {
        var policy = read(HEAD + "rules: [{id: r, category: S9, phrases: ['Ångström BÖMB', C4]}]\n");

        assertThat(find(policy, "angstrom bomb")).isNotEmpty();
        assertThat(find(policy, "ÅNGSTRÖM  bömb")).isNotEmpty();
        assertThat(find(policy, "c4")).isNotEmpty();
    }

    @Test
    void stages_limitARule() {
        var policy = read(HEAD + "rules: [{id: r, category: S9, stages: [response], phrases: [bomb]}]\n");

        assertThat(find(policy, "bomb")).isEmpty();
        assertThat(new RuleClassifier().classify(policy, Stage.RESPONSE, ScreenedText.of("bomb")))
                .containsExactly(new Finding("S9", 1, "rule:r"));
    }

    @Test
    void regex_isLinear_onTextThatBacktrackingCannotRead() {
        var policy = read(HEAD + "rules: [{id: r, category: S9, regex: ['(?:a+)+b']}]\n");

        assertThat(find(policy, "a".repeat(200_000))).isEmpty();
        assertThat(find(policy, "AAAB")).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("wrongFiles")
    void read_namesFileAndKey_whenTheFileIsWrong(String yaml, String message) {
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> read(yaml))
                .withMessageStartingWith("policy p.yaml: ")
                .withMessageContaining(message);
    }

    static Stream<Arguments> wrongFiles() {
        return Stream.of(
                Arguments.of("", "not a mapping"),
                Arguments.of("- a", "not a mapping"),
                Arguments.of("a: [", "line 1"),
                Arguments.of("{a: !!java.io.File [x]}", "line 1"),
                Arguments.of(HEAD + "format: 1", "duplicate key"),
                Arguments.of("categories: {}", "format: missing (expected: 1)"),
                Arguments.of("format: 2", "format: 2 (expected: 1)"),
                Arguments.of("format: '1'", "format"),
                Arguments.of("format: 1", "categories: none"),
                Arguments.of(HEAD + "extra: 1", "extra: unknown key"),
                Arguments.of("format: 1\ncategories: {S1: {prompt: {}}}", "categories.S1.name: missing"),
                Arguments.of("format: 1\ncategories: {S1: {name: a, promt: {}}}", "categories.S1.promt: unknown key"),
                Arguments.of(
                        "format: 1\ncategories: {S1: {name: a, prompt: {block: 1.5}}}",
                        "categories.S1.prompt.block: 1.5 (expected: above 0, at most 1)"),
                Arguments.of(
                        "format: 1\ncategories: {S1: {name: a, prompt: {block: 0.2, deepen: 0.3}}}",
                        "categories.S1.prompt.deepen: 0.3 (expected: at most block, which is 0.2)"),
                Arguments.of(
                        "format: 1\ncategories: {S1: {name: a, prompt: {block: .nan}}}", "categories.S1.prompt.block"),
                Arguments.of(HEAD + "lists: {a: []}", "lists.a: none"),
                Arguments.of(HEAD + "lists: {a: ['...']}", "lists.a: ... (expected: 1..12 words)"),
                Arguments.of(HEAD + "exceptions: []", "exceptions: none"),
                Arguments.of(HEAD + "rules: [{category: S9, phrases: [a]}]", "rules[0].id: missing"),
                Arguments.of(HEAD + "rules: [{id: A B, category: S9, phrases: [a]}]", "rules[0].id: A B"),
                Arguments.of(HEAD + "rules: [null]", "rules[0].id"),
                Arguments.of(
                        HEAD + "rules: [{id: a, category: S9, phrases: [a]}, {id: a, category: S9, phrases: [b]}]",
                        "rules[1].id: a (expected: an id that no other rule has)"),
                Arguments.of(
                        HEAD + "rules: [{id: a, category: S8, phrases: [a]}]",
                        "rules[0] (a).category: S8 (expected: one of [S9])"),
                Arguments.of(
                        HEAD + "rules: [{id: a, category: S9, score: 0, phrases: [a]}]", "rules[0] (a).score: 0.0"),
                Arguments.of(HEAD + "rules: [{id: a, category: S9}]", "rules[0] (a): no condition"),
                Arguments.of(
                        HEAD + "rules: [{id: a, category: S9, stages: [answer], phrases: [a]}]",
                        "rules[0] (a).stages: answer (expected: prompt, response)"),
                Arguments.of(HEAD + "rules: [{id: a, category: S9, regex: ['(']}]", "rules[0] (a).regex: ( "),
                Arguments.of(HEAD + "rules: [{id: a, category: S9, regex: ['(a)\\1']}]", "RE2 syntax"),
                Arguments.of(HEAD + "rules: [{id: a, category: S9, regex: ['a*']}]", "empty text"),
                Arguments.of(
                        HEAD + "rules: [{id: a, category: S9, near: [{lists: [x], within: 3}]}]",
                        "rules[0] (a).near.lists: x"),
                Arguments.of(
                        HEAD + "lists: {x: [b]}\nrules: [{id: a, category: S9, near: [{lists: [x], within: 201}]}]",
                        "rules[0] (a).near.within: 201 (expected: 1..200 words)"));
    }

    @Test
    void read_refuses_whatIsNotText() {
        assertThatThrownBy(() -> reader.read("p.yaml", "format: 1 # é".getBytes(ISO_8859_1)))
                .hasMessage("policy p.yaml: not UTF-8");
        assertThatThrownBy(() -> reader.read("p.yaml", new byte[PolicyReader.LARGEST_FILE + 1]))
                .hasMessage("policy p.yaml: size: 1000001 bytes (expected: at most 1000000)");
    }

    @Test
    void read_refuses_aBillionLaughs() {
        var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 9; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
        }
        assertThatThrownBy(() -> read(bomb.toString())).isInstanceOf(SettingException.class);
    }

    private Policy read(String yaml) {
        return reader.read("p.yaml", yaml.getBytes(UTF_8));
    }

    private static List<Finding> find(Policy policy, String text) {
        return new RuleClassifier().classify(policy, Stage.PROMPT, ScreenedText.of(text));
    }
}
