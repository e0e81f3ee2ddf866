package looplm.inference.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import looplm.model.testing.TinyLoopLm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A service with several rows and a limit above the trained steps. */
class RowsTest {

    private static TestingInference service;

    @BeforeAll
    static void start(@TempDir Path directory) {
        service = TestingInference.ofDirectory(
                TinyLoopLm.write(directory.resolve("tiny"), 1),
                Map.of(
                        "looplm.inference.rows", 3,
                        "looplm.inference.max-steps", 8,
                        "looplm.inference.model-name", "many"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void answers_areTheSame_aloneAndTogether() {
        List<String> bodies = IntStream.range(0, 12)
                .mapToObj(i -> """
                        {"model":"many","prompt":"prompt %d","max_tokens":20,"temperature":0.8,"seed":%d,
                         "ignore_eos":true,"loop":{"min_steps":1,"max_steps":%d,"exit_threshold":0.6}}""".formatted(i, i, 1 + i % 8))
                .toList();
        List<JsonNode> alone = bodies.stream().map(RowsTest::answer).toList();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<JsonNode>> together = bodies.stream()
                    .map(body -> CompletableFuture.supplyAsync(() -> answer(body), clients))
                    .toList();

            assertThat(together.stream().map(CompletableFuture::join).toList()).isEqualTo(alone);
        }
    }

    @Test
    void prefill_paysForTheDeeperOfTrainedAndAsked() {
        JsonNode usage = service.answer("/v1/completions", """
                        {"model":"many","prompt":"abc","max_tokens":4,"ignore_eos":true,"loop":{"min_steps":6,"max_steps":6}}""").path("usage").path("loop");

        assertThat(usage.path("prompt_steps").intValue()).isEqualTo(3 * 6);
        assertThat(usage.path("executed_steps").intValue()).isEqualTo(3 * 6);
        assertThat(usage.path("saved_steps").intValue()).isZero();
        assertThat(usage.path("exit_steps_histogram").path("6").intValue()).isEqualTo(4);
    }

    /** Text and usage; ids and times differ. */
    private static JsonNode answer(String body) {
        JsonNode answer = service.answer("/v1/completions", body);
        return TestingInference.tree("[" + answer.path("choices") + "," + answer.path("usage") + "]");
    }
}
