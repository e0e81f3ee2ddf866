package looplm.model.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import looplm.model.testing.TinyLoopLm;
import looplm.testing.CommandRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TokenizeCommandTest {

    private Path model;

    @BeforeAll
    void write(@TempDir Path folder) {
        model = TinyLoopLm.write(folder.resolve("model"), 3);
    }

    @Test
    void tokenize_showsIdsAndTokens_whenTextIsGiven() {
        JsonNode result = tokenize("--text", "hi<|im_end|>", "--json").json();
        assertThat(result.toString())
                .isEqualTo("{\"text\":\"hi<|im_end|>\",\"ids\":[104,105,258],\"tokens\":[\"h\",\"i\",\"<|im_end|>\"]}");
        assertThat(tokenize("--text", "a\n").out())
                .isEqualToNormalizingNewlines("     97  a\n     10  \\n\n2 tokens\n");
    }

    @Test
    void tokenize_showsText_whenIdsAreGiven() {
        assertThat(tokenize("--ids", "104,105,258").out()).isEqualToNormalizingNewlines("hi<|im_end|>\n");
        assertThat(tokenize("--ids", "104,105,258", "--json").json())
                .isEqualTo(tokenize("--text", "hi<|im_end|>", "--json").json());
    }

    @Test
    void tokenize_putsTheMessageIntoTheTemplate_whenChatIsGiven() {
        assertThat(tokenize("--chat", "hi", "--json").json().path("text").stringValue())
                .isEqualTo("<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n");
    }

    @Test
    void tokenize_takesAnyText() {
        for (String text : new String[] {"", "\ud83d\ude00 \u4e2d", "x".repeat(100_000)}) {
            JsonNode result = tokenize("--text", text, "--json").json();
            assertThat(result.path("text").stringValue()).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--ids 259", "--ids -1"})
    void tokenize_exitsOneInOneLine_whenAnIdIsUnknown(String arguments) {
        CommandRun run = tokenize(arguments.split(" "));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().contains("(expected: 0..258)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--json", "--ids x", "--text a --ids 1"})
    void tokenize_exitsTwo_whenUsageIsWrong(String arguments) {
        assertThat(tokenize(arguments.split(" ")).code()).isEqualTo(2);
    }

    private CommandRun tokenize(String... arguments) {
        var all = new String[arguments.length + 3];
        System.arraycopy(new String[] {"tokenize", "--model", model.toString()}, 0, all, 0, 3);
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return ModelCommandRun.of(all);
    }
}
