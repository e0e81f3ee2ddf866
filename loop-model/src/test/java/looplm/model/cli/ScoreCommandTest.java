package looplm.model.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import looplm.model.parity.GoldenCase;
import looplm.model.testing.TinyLoopLm;
import looplm.testing.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ScoreCommandTest {

    @TempDir
    private Path folder;

    @Test
    void score_equalsTheReference_whenRunOnGoldenCase() {
        try (var golden = GoldenCase.open("tiny-c")) {
            JsonNode result = ModelCommandRun.of(
                            "score",
                            "--model",
                            golden.checkpoint().toString(),
                            "--context",
                            "The weights are shared by all",
                            "--continuation",
                            " the steps, the caches are not.",
                            "--json")
                    .json();
            float[] expected = golden.floats("loglik.2.sum_logprob");
            assertThat(result.propertyNames()).containsExactly("tokens", "logprob_by_step", "greedy_by_step");
            assertThat(result.path("tokens").intValue()).isEqualTo(golden.ints("loglik.2.continuation_ids").length);
            assertThat(result.path("logprob_by_step").size()).isEqualTo(6);
            for (int t = 0; t < expected.length; t++) {
                assertThat(result.path("logprob_by_step").get(t).doubleValue())
                        .isCloseTo(expected[t], within(1e-5 * Math.abs(expected[t])));
                assertThat(result.path("greedy_by_step").get(t).booleanValue())
                        .isEqualTo(golden.ints("loglik.2.greedy_match")[t] == 1);
            }
        }
    }

    @Test
    void score_printsALineForEachStep_whenJsonIsNotAsked() {
        Path model = TinyLoopLm.write(folder.resolve("model"), 3);
        CommandRun run = ModelCommandRun.of(
                "score", "--model", model.toString(), "--context", "a", "--continuation", "bc", "--steps", "5");
        assertThat(run.code()).isZero();
        assertThat(run.out().lines()).hasSize(6).first().isEqualTo("2 tokens");
    }

    @Test
    void score_exitsTwo_whenTextIsEmpty() {
        Path model = TinyLoopLm.write(folder.resolve("model"), 3);
        CommandRun run =
                ModelCommandRun.of("score", "--model", model.toString(), "--context", "", "--continuation", "b");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--context: empty (expected: text)");
    }

    @Test
    void score_exitsOneInOneLine_whenTextIsLongerThanTheContext() {
        Path model = TinyLoopLm.write(folder.resolve("model"), 3);
        CommandRun run = ModelCommandRun.of(
                "score", "--model", model.toString(), "--context", "a".repeat(250), "--continuation", "b".repeat(7));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().contains("continuation: 7 tokens after 250");
    }
}
