package looplm.inference.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import looplm.model.Generation;
import looplm.model.GenerationRequest;
import looplm.model.SerialGenerator;
import looplm.model.TextModel;
import looplm.model.cache.KvPolicy;
import looplm.model.exit.DepthBounds;
import looplm.model.exit.DepthProfile;
import looplm.model.exit.Effort;
import looplm.model.exit.EffortFigures;
import looplm.model.exit.ExitPolicy;
import looplm.model.sample.SamplingParams;
import looplm.model.text.ChatTurn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The shipped model over HTTP, on held-out items of its tasks, against the serial generator. */
class NanoIT {

    private static final Path MODEL = Path.of("../models/looplm-nano");
    private static final Path ITEMS = Path.of("../eval-service/src/main/resources/suites/data");
    private static final int COUNT = 200;
    private static final int MAX_TOKENS = 16;

    private static TestingInference service;
    private static TextModel model;
    private static List<JsonNode> items;

    @BeforeAll
    static void start() throws IOException {
        service = TestingInference.ofDirectory(MODEL, Map.of());
        model = TextModel.load(MODEL);
        try (Stream<Path> files = Files.list(ITEMS)) {
            List<JsonNode> all = files.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .flatMap(NanoIT::lines)
                    .map(TestingInference::tree)
                    .filter(item -> !item.path("seen").booleanValue(false))
                    .toList();
            items = Stream.iterate(0, i -> i + 1)
                    .limit(COUNT)
                    .map(i -> all.get((int) ((long) i * all.size() / COUNT)))
                    .toList();
        }
    }

    @AfterAll
    static void stop() {
        service.close();
        model.close();
    }

    @Test
    void answers_equalTheSerialGenerators_atDepth1() {
        assertEqual("{\"min_steps\":1,\"max_steps\":1}", new ExitPolicy.FixedSteps(1));
    }

    @Test
    void answers_equalTheSerialGenerators_atDepth4_andAreMostlyRight() {
        int right = assertEqual("{\"min_steps\":4,\"max_steps\":4}", new ExitPolicy.FixedSteps(4));

        assertThat(right).isGreaterThan(COUNT * 9 / 10);
    }

    @Test
    void answers_equalTheSerialGenerators_adaptively() {
        assertEqual(
                "{\"min_steps\":1,\"max_steps\":4,\"exit_threshold\":0.4}",
                new ExitPolicy.CumulativeThreshold(0.4f, 1, 4));
    }

    @Test
    void efforts_runWhatTheProfileSays() {
        DepthProfile profile = model.depthProfile().orElseThrow();
        for (Effort effort : Effort.values()) {
            JsonNode usage = service.answer("/v1/chat/completions", """
                            {"model":"looplm-nano","messages":[{"role":"user","content":"bob boss friend"}],
                             "reasoning_effort":"%s","ignore_eos":true,"max_tokens":9}""".formatted(effort.key()))
                    .path("usage")
                    .path("loop");

            DepthBounds bounds = profile.bounds(effort);
            assertThat(usage.path("mean_steps").doubleValue())
                    .isBetween((double) bounds.minSteps(), (double) bounds.maxSteps());
        }
        assertThat(service.get("/v1/models").body())
                .contains("\"turns\":1", profile.weightsHash().shortHex());
    }

    @Test
    void models_tellWhatEveryEffortIsWorth_andWhereItIsWorst() {
        DepthProfile profile = model.depthProfile().orElseThrow();
        JsonNode measured = TestingInference.tree(
                        service.get("/v1/models/looplm-nano").body())
                .path("loop")
                .path("measured");

        assertThat(measured.propertyNames()).containsExactly("minimal", "low", "medium", "high");
        for (Effort effort : Effort.values()) {
            EffortFigures figures = profile.figures(effort).orElseThrow();
            JsonNode told = measured.path(effort.key());
            assertThat(told.path("accuracy").doubleValue()).isEqualTo(figures.accuracy());
            assertThat(told.path("mean_steps").doubleValue()).isEqualTo(figures.meanSteps());
            assertThat(told.path("worst_level").path("task").stringValue())
                    .isEqualTo(figures.worst().task());
            assertThat(told.path("worst_level").path("chance").doubleValue())
                    .isEqualTo(figures.worst().chance());
        }
        assertThat(profile.figures(Effort.MINIMAL).orElseThrow().meanSteps())
                .isLessThan(profile.figures(Effort.HIGH).orElseThrow().meanSteps());
    }

    /** @return right answers */
    private static int assertEqual(String loop, ExitPolicy exit) {
        int right = 0;
        for (JsonNode item : items) {
            String prompt = item.path("prompt").stringValue();
            Generation expected = serial(prompt, exit);
            JsonNode answer = service.answer("/v1/chat/completions", """
                    {"model":"looplm-nano","messages":[{"role":"user","content":"%s"}],"max_tokens":%d,
                     "temperature":0,"loop":%s}""".formatted(prompt, MAX_TOKENS, loop));

            String text = answer.path("choices")
                    .path(0)
                    .path("message")
                    .path("content")
                    .stringValue();
            JsonNode usage = answer.path("usage");
            assertThat(text).as(prompt).isEqualTo(text(expected));
            assertThat(usage.path("completion_tokens").intValue())
                    .isEqualTo(expected.tokens().size());
            assertThat(usage.path("loop").path("executed_steps").longValue()).isEqualTo(expected.executedSteps());
            right += text.strip().equals(item.path("answer").stringValue()) ? 1 : 0;
        }
        return right;
    }

    private static Generation serial(String prompt, ExitPolicy exit) {
        int[] ids = model.tokenizer().encode(model.chatTemplate().render(List.of(new ChatTurn("user", prompt)), true));
        var request = new GenerationRequest(
                exit,
                KvPolicy.LAST_EXITED,
                SamplingParams.GREEDY,
                MAX_TOKENS,
                Set.copyOf(model.defaults().eosTokenIds()));
        return new SerialGenerator(model.model()).generate(ids, request, (token, logits) -> {});
    }

    private static String text(Generation generation) {
        boolean ended = generation.finish() == Generation.Finish.END_TOKEN;
        int shown = generation.tokens().size() - (ended ? 1 : 0);
        return model.tokenizer().decodeVisible(Arrays.copyOf(generation.ids(), shown));
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
