package looplm.model.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import looplm.model.TextModel;
import looplm.model.testing.ByteTokenizer;
import looplm.model.testing.TinyLoopLm;
import looplm.model.weights.WeightFiles;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GenerateCommandTest {

    private Path folder;
    private Path model;

    @BeforeAll
    void write(@TempDir Path temporary) {
        folder = temporary;
        model = TinyLoopLm.write(folder.resolve("model"), 3);
    }

    @Test
    void generate_printsOneObject_whenJsonIsAsked() {
        JsonNode result = json("--prompt", "hello", "--max-tokens", "6", "--exit-threshold", "0.5", "--ignore-eos");
        assertThat(result.propertyNames()).containsExactly("text", "ids", "exit_steps", "mean_steps", "logprobs");
        assertThat(result.path("ids").size()).isEqualTo(6);
        assertThat(result.path("exit_steps").size()).isEqualTo(6);
        assertThat(result.path("logprobs").size()).isEqualTo(6);
        int[] exits = ints(result.path("exit_steps"));
        assertThat(Arrays.stream(exits)).allMatch(step -> step >= 1 && step <= 4);
        double mean = Arrays.stream(exits).skip(1).average().orElseThrow();
        assertThat(result.path("mean_steps").doubleValue()).isCloseTo(mean, within(1e-9));
        result.path("logprobs")
                .values()
                .forEach(value -> assertThat(value.doubleValue()).isNegative());
    }

    @Test
    void generate_readsTheSamePrompt_whenGivenAsTextOrIds() {
        String ids = IntStream.of(ByteTokenizer.encode("hello"))
                .mapToObj(Integer::toString)
                .reduce((a, b) -> a + "," + b)
                .orElseThrow();
        assertThat(json("--ids", ids, "--max-tokens", "5")).isEqualTo(json("--prompt", "hello", "--max-tokens", "5"));
        String chat = "<|im_start|>user\nhello<|im_end|>\n<|im_start|>assistant\n";
        assertThat(json("--chat", "hello", "--max-tokens", "5")).isEqualTo(json("--prompt", chat, "--max-tokens", "5"));
    }

    @Test
    void generate_streamsTheSameText_whenJsonIsNotAsked() {
        String text = json("--prompt", "hi", "--max-tokens", "9").path("text").stringValue();
        Run run = run("--prompt", "hi", "--max-tokens", "9");
        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo(text + System.lineSeparator());
        assertThat(run.err()).isEmpty();
    }

    @Test
    void generate_stops_whenNobodyReadsOn() {
        var closed = new ClosedPipe();
        int code = CommandProgram.commandLine(new ModelCommand())
                .setOut(new PrintWriter(closed))
                .execute(
                        "generate", "--model", model.toString(), "--prompt", "a", "--ignore-eos", "--max-tokens", "90");
        assertThat(code).isEqualTo(1);
        assertThat(closed.writes).isLessThan(10);
    }

    /** Like standard output of {@code looplm generate ... | true}. */
    private static final class ClosedPipe extends Writer {

        private int writes;

        @Override
        public void write(char[] text, int offset, int length) throws IOException {
            writes++;
            throw new IOException("Broken pipe");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void generate_obeysDepth_whenStepsAreGiven() {
        for (int steps : new int[] {1, 4, 8}) {
            JsonNode result = json("--prompt", "a", "--max-tokens", "4", "--steps", "" + steps, "--ignore-eos");
            assertThat(ints(result.path("exit_steps"))).containsOnly(steps);
        }
        assertThat(ints(json("--prompt", "a", "--max-tokens", "4").path("exit_steps")))
                .containsOnly(4);
    }

    @Test
    void generate_hasNoMean_whenOnlyThePromptIsRun() {
        assertThat(json("--prompt", "a", "--max-tokens", "1").path("mean_steps").isNull())
                .isTrue();
    }

    @Test
    void generate_isRepeatable_whenSeedIsGiven() {
        String[] sampled = {"--prompt", "a", "--max-tokens", "12", "--temperature", "1.5", "--seed", "7"};
        assertThat(json(sampled)).isEqualTo(json(sampled));
        sampled[7] = "8";
        assertThat(json(sampled))
                .isNotEqualTo(json("--prompt", "a", "--max-tokens", "12", "--temperature", "1.5", "--seed", "7"));
    }

    @Test
    void generate_takesEveryKvPolicy() {
        for (String policy : new String[] {"last_exited", "FULL_DEPTH", "final_shared"}) {
            assertThat(json("--prompt", "a", "--max-tokens", "3", "--kv", policy)
                            .path("ids")
                            .isEmpty())
                    .isFalse();
        }
    }

    @Test
    void generate_obeysGenerationConfig_whenNothingIsAsked() throws IOException {
        Path sampled = TinyLoopLm.write(folder.resolve("sampled"), 3);
        Files.writeString(
                sampled.resolve("generation_config.json"),
                "{\"eos_token_id\": 256, \"do_sample\": true, \"temperature\": 5.0, \"top_k\": 0}");
        String[] arguments = {"generate", "--model", sampled.toString(), "--prompt", "a", "--max-tokens", "12", "--json"
        };
        Run first = execute(arguments);
        assertThat(first.err()).startsWith("seed: ");
        Run again = execute(with(arguments, "--seed", first.err().strip().substring("seed: ".length())));
        assertThat(again.out()).isEqualTo(first.out());
        assertThat(again.err()).isEmpty();
        Run greedy = execute(with(arguments, "--temperature", "0"));
        assertThat(greedy.out()).isNotEqualTo(first.out());
        assertThat(execute(with(arguments, "--top-k", "1", "--seed", "1")).out())
                .isEqualTo(greedy.out());
    }

    @Test
    void generate_endsAtTheEndOfATurn_whenConfigurationsNameOnlyTheEndOfText() throws IOException {
        Path upstream = TinyLoopLm.write(folder.resolve("upstream"), 3);
        Files.writeString(upstream.resolve("generation_config.json"), "{\"eos_token_id\": 256}");
        try (TextModel text = TextModel.load(upstream)) {
            assertThat(text.defaults().eosTokenIds())
                    .containsExactlyInAnyOrder(ByteTokenizer.END_OF_TEXT, ByteTokenizer.IM_END);
        }
    }

    @Test
    void generate_readsOtherwise_whenWeightedOrByDifference() {
        String[] weighted = {"--prompt", "a", "--max-tokens", "4", "--ignore-eos", "--weighted"};
        assertThat(ints(json(weighted).path("exit_steps"))).containsOnly(4);
        assertThat(json(weighted).path("logprobs"))
                .isNotEqualTo(json("--prompt", "a", "--max-tokens", "4", "--ignore-eos")
                        .path("logprobs"));
        String[] settled = {"--prompt", "a", "--max-tokens", "4", "--ignore-eos", "--hidden-difference", "1e9"};
        assertThat(ints(json(settled).path("exit_steps"))).containsOnly(1);
    }

    @Test
    void generate_tellsThoughtsApart_whenThinking() {
        JsonNode result = json("--chat", "hello", "--max-tokens", "5", "--thinking");
        assertThat(result.path("answer").stringValue())
                .isEqualTo(result.path("text").stringValue());
        assertThat(result.path("thoughts").isNull()).isTrue();
        assertThat(json("--chat", "hello", "--max-tokens", "5").has("thoughts")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--prompt a --thinking",
                "--prompt a --weighted --steps 2",
                "--prompt a --hidden-difference -1",
                "--prompt a --temperature 1 --top-p 0",
                "--prompt a --temperature 1 --top-k -1",
                "--prompt a --ids 1",
                "--prompt a --steps 0",
                "--prompt a --steps 9",
                "--prompt a --steps x",
                "--prompt a --steps 2 --exit-threshold 0.5",
                "--prompt a --exit-threshold 0",
                "--prompt a --exit-threshold 1.5",
                "--prompt a --exit-threshold NaN",
                "--prompt a --max-tokens 0",
                "--prompt a --temperature -1",
                "--prompt a --kv NONE",
                "--ids 1,x",
                "--prompt a --nonsense",
            })
    void generate_exitsTwoAndSaysWhy_whenUsageIsWrong(String arguments) {
        Run run = run(arguments.isEmpty() ? new String[0] : arguments.split(" "));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("Usage: looplm generate");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void generate_exitsOneInOneLine_whenPromptDoesNotFit() {
        Run run = run("--prompt", "x".repeat(TinyLoopLm.CONTEXT));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().contains("prompt: 256 tokens");
        assertThat(run("--ids", "259").err()).contains("token: 259");
        assertThat(run("--prompt", "").code()).isEqualTo(1);
    }

    @Test
    void generate_namesFileAndTensor_whenCheckpointIsCutOff() throws IOException {
        Path cut = TinyLoopLm.write(folder.resolve("cut"), 3);
        Path weights = cut.resolve(WeightFiles.SINGLE);
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length - 10));
        Run run = execute("generate", "--model", cut.toString(), "--prompt", "a");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().contains(WeightFiles.SINGLE, "layers.1");
        assertThat(execute("generate", "--model", "none", "--prompt", "a").err())
                .contains("none: no such directory");
    }

    @Test
    void help_showsAnExample_forEveryCommand() {
        for (String command :
                CommandProgram.commandLine(new ModelCommand()).getSubcommands().keySet()) {
            Run help = execute(command, "-h");
            assertThat(help.code()).as(command).isZero();
            assertThat(help.out()).as(command).contains("Example:");
        }
        assertThat(execute("-h").code()).isZero();
        assertThat(execute().code()).isEqualTo(2);
        assertThat(execute("nonsense").code()).isEqualTo(2);
    }

    private static String[] with(String[] arguments, String... more) {
        String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return all;
    }

    private record Run(int code, String out, String err) {}

    private JsonNode json(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = "--json";
        Run run = run(all);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        return JsonMapper.shared().readTree(run.out());
    }

    private Run run(String... arguments) {
        String[] all = new String[arguments.length + 3];
        System.arraycopy(new String[] {"generate", "--model", model.toString()}, 0, all, 0, 3);
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return execute(all);
    }

    private static Run execute(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine command = CommandProgram.commandLine(new ModelCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int code = command.execute(arguments);
        return new Run(code, out.toString(), err.toString());
    }

    private static int[] ints(JsonNode list) {
        return list.values().stream().mapToInt(JsonNode::intValue).toArray();
    }
}
