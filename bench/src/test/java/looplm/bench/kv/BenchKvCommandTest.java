package looplm.bench.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import looplm.model.cli.CommandProgram;
import looplm.model.testing.TinyLoopLm;
import looplm.testing.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class BenchKvCommandTest {

    private static final String NANO = "../models/looplm-nano";

    @Test
    void bench_measuresEveryPolicyTwice_onTheCommittedModel() {
        CommandRun run = run("--model", NANO, "--questions", "2", "--long-tokens", "8", "--json");
        JsonNode policies = run.json().path("policies");
        assertThat(policies.size()).isEqualTo(18);
        for (JsonNode policy : policies.values()) {
            String name = policy.path("policy").stringValue();
            boolean full = policy.path("exit_threshold").doubleValue() == 1;
            JsonNode bytes = policy.path("bytes_per_token");
            int planes = name.endsWith("SHARED") || name.endsWith("EVERYWHERE")
                    ? 1
                    : name.equals("FIRST_THEN_FINAL") ? 2 : 4;
            // keys and values of 128 numbers of 4 bytes, one layer
            assertThat(bytes.path("generated").intValue()).as(name).isEqualTo(planes * 1024);
            assertThat(policy.path("longest_context_4_gib").path("generated").longValue())
                    .isEqualTo((4L << 30) / (planes * 1024L));
            assertThat(policy.path("agreement").doubleValue()).isBetween(0.0, 1.0);
            if (name.equals("FULL_DEPTH") || (full && name.equals("LAST_EXITED"))) {
                assertThat(policy.path("agreement").doubleValue()).as(name).isEqualTo(1);
                assertThat(policy.path("long_agreement").doubleValue()).as(name).isEqualTo(1);
                assertThat(policy.path("mean_steps").doubleValue()).isEqualTo(4);
            }
        }
    }

    @Test
    void bench_exitsOneInOneLine_whenModelKnowsOtherTasks(@TempDir Path folder) {
        CommandRun run = run("--model", TinyLoopLm.write(folder.resolve("m"), 1).toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().contains("vocab_size: 259");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--questions 0", "--long-tokens 1", "--exit-threshold 1", "--exit-threshold 0"})
    void bench_exitsTwo_whenUsageIsWrong(String arguments) {
        String[] words = arguments.split(" ");
        assertThat(run("--model", NANO, words[0], words[1]).code()).isEqualTo(2);
        assertThat(CommandRun.of(CommandProgram.commandLine(new BenchKvCommand()))
                        .code())
                .isEqualTo(2);
    }

    private static CommandRun run(String... arguments) {
        return CommandRun.of(CommandProgram.commandLine(new BenchKvCommand()), arguments);
    }
}
