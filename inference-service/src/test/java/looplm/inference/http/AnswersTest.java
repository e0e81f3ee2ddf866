package looplm.inference.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import looplm.model.Generation;
import looplm.model.GenerationRequest;
import looplm.model.LoopLm;
import looplm.model.SerialGenerator;
import looplm.model.cache.KvPolicy;
import looplm.model.exit.ExitPolicy;
import looplm.model.sample.SamplingParams;
import looplm.model.testing.ByteTokenizer;
import looplm.model.testing.TinyLoopLm;
import looplm.model.text.Tokenizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Answers of the real service with a tiny real model, against the serial generator. */
class AnswersTest {

    private static final List<String> PROMPTS =
            List.of("a", "recurrent", "the quick brown fox, jumped", "\u00e9\u4e16 \ud83d\ude80");
    private static final Set<Integer> END = Set.of(ByteTokenizer.END_OF_TEXT, ByteTokenizer.IM_END);

    private static TestingInference service;
    private static LoopLm model;
    private static Tokenizer tokenizer;

    @BeforeAll
    static void start(@TempDir Path directory) {
        Path tiny = TinyLoopLm.write(directory.resolve("tiny"), 1);
        service = TestingInference.ofDirectory(tiny, Map.of());
        model = LoopLm.load(tiny);
        tokenizer = Tokenizer.load(tiny);
    }

    @AfterAll
    static void stop() {
        service.close();
        model.close();
        tokenizer.close();
    }

    static Stream<Arguments> depths() {
        return Stream.of(
                Arguments.of("{\"min_steps\":1,\"max_steps\":1}", new ExitPolicy.FixedSteps(1)),
                Arguments.of("{\"min_steps\":2,\"max_steps\":2}", new ExitPolicy.FixedSteps(2)),
                Arguments.of("{\"min_steps\":3,\"max_steps\":3}", new ExitPolicy.FixedSteps(3)),
                Arguments.of("{\"min_steps\":4,\"max_steps\":4}", new ExitPolicy.FixedSteps(4)),
                Arguments.of(
                        "{\"min_steps\":1,\"exit_threshold\":0.3}", new ExitPolicy.CumulativeThreshold(0.3f, 1, 4)),
                Arguments.of(
                        "{\"min_steps\":2,\"exit_threshold\":0.5}", new ExitPolicy.CumulativeThreshold(0.5f, 2, 4)),
                Arguments.of(
                        "{\"min_steps\":1,\"max_steps\":3,\"exit_threshold\":0.9}",
                        new ExitPolicy.CumulativeThreshold(0.9f, 1, 3)),
                Arguments.of("{\"min_steps\":1,\"exit_threshold\":1}", new ExitPolicy.CumulativeThreshold(1f, 1, 4)));
    }

    @ParameterizedTest
    @MethodSource("depths")
    void answer_equalsTheSerialGenerators_atThisDepth(String loop, ExitPolicy exit) {
        for (String prompt : PROMPTS) {
            for (boolean ignoreEos : List.of(false, true)) {
                Generation expected = serial(prompt, exit, ignoreEos ? Set.of() : END);
                JsonNode answer = service.answer("/v1/completions", """
                        {"model":"tiny","prompt":"%s","max_tokens":24,"temperature":0,"loop":%s,"ignore_eos":%b}""".formatted(prompt, loop, ignoreEos));

                JsonNode choice = answer.path("choices").path(0);
                boolean ended = expected.finish() == Generation.Finish.END_TOKEN;
                assertThat(choice.path("text").stringValue()).isEqualTo(text(expected));
                assertThat(choice.path("finish_reason").stringValue()).isEqualTo(ended ? "stop" : "length");
                assertUsage(answer.path("usage"), expected, ByteTokenizer.encode(prompt).length);
            }
        }
    }

    private static void assertUsage(JsonNode usage, Generation expected, int promptTokens) {
        JsonNode loop = usage.path("loop");
        assertThat(usage.path("prompt_tokens").intValue()).isEqualTo(promptTokens);
        assertThat(usage.path("completion_tokens").intValue())
                .isEqualTo(expected.tokens().size());
        assertThat(loop.path("prompt_steps").longValue()).isEqualTo(4L * promptTokens);
        assertThat(loop.path("executed_steps").longValue()).isEqualTo(expected.executedSteps());
        assertThat(loop.path("billed_steps").longValue()).isEqualTo(4L * promptTokens + expected.executedSteps());
        assertThat(loop.path("saved_steps").longValue())
                .isEqualTo(4L * (expected.tokens().size() - 1) - expected.executedSteps());
        for (int step = 1; step <= 4; step++) {
            int exits = step;
            assertThat(loop.path("exit_steps_histogram").path("" + step).longValue(0))
                    .isEqualTo(expected.tokens().stream()
                            .filter(token -> token.exitStep() == exits)
                            .count());
        }
    }

    @Test
    void firstToken_obeysLoop_whenTheAnswerIsOneToken() {
        for (int steps = 1; steps <= 4; steps++) {
            JsonNode answer = service.answer("/v1/completions", """
                    {"model":"tiny","prompt":"recurrent","max_tokens":1,"temperature":0,
                     "loop":{"min_steps":%d,"max_steps":%d}}""".formatted(steps, steps));
            Generation expected = serial(ByteTokenizer.encode("recurrent"), new ExitPolicy.FixedSteps(steps), END, 1);

            JsonNode usage = answer.path("usage").path("loop");
            assertThat(answer.path("choices").path(0).path("text").stringValue())
                    .isEqualTo(text(expected));
            assertThat(usage.path("exit_steps_histogram").propertyNames()).containsExactly("" + steps);
            assertThat(usage.path("executed_steps").intValue()).isZero();
            assertThat(usage.path("mean_steps").isNull()).isTrue();
            assertThat(usage.path("saved_steps").intValue()).isZero();
            assertThat(usage.path("billed_steps").intValue()).isEqualTo(9 * 4);
        }
    }

    @Test
    void answer_isTheSame_whenSampledAgainWithTheSameSeed() {
        String body = """
                {"model":"tiny","prompt":"seed","max_tokens":20,"temperature":1.3,"top_p":0.9,"top_k":50,"seed":7}""";
        var sampling = new SamplingParams(1.3, 0.9, 50, 7);
        Generation expected = new SerialGenerator(model)
                .generate(
                        ByteTokenizer.encode("seed"),
                        new GenerationRequest(new ExitPolicy.FixedSteps(4), KvPolicy.LAST_EXITED, sampling, 20, END),
                        (token, logits) -> {});

        assertThat(completion(body)).isEqualTo(completion(body)).isEqualTo(text(expected));
        assertThat(completion(body.replace("\"seed\":7", "\"seed\":8"))).isNotEqualTo(text(expected));
    }

    @Test
    void chat_rendersTheTemplate_andAnswersAsTheAssistant() {
        JsonNode answer = service.answer("/v1/chat/completions", """
                {"model":"tiny","messages":[{"role":"developer","content":"be short"},{"role":"user","content":"hi"}],
                 "max_tokens":12,"temperature":0}""");
        String prompt =
                "<|im_start|>system\nbe short<|im_end|>\n<|im_start|>user\nhi<|im_end|>\n<|im_start|>assistant\n";
        int[] ids = tokenizer.encode(prompt);
        Generation expected = serial(ids, new ExitPolicy.FixedSteps(4), END, 12);

        assertThat(answer.path("object").stringValue()).isEqualTo("chat.completion");
        assertThat(answer.path("id").stringValue()).startsWith("chatcmpl-");
        JsonNode choice = answer.path("choices").path(0);
        assertThat(choice.path("message").path("role").stringValue()).isEqualTo("assistant");
        assertThat(choice.path("message").path("content").stringValue()).isEqualTo(text(expected));
        assertUsage(answer.path("usage"), expected, ids.length);
    }

    @Test
    void length_saysWhichLimitEndedTheAnswer() {
        JsonNode short_ = service.answer("/v1/completions", """
                {"model":"tiny","prompt":"a","max_tokens":3,"ignore_eos":true}""");
        JsonNode full = service.answer("/v1/completions", """
                {"model":"tiny","prompt":"a","max_tokens":100000,"ignore_eos":true,"loop":{"max_steps":1}}""");

        assertThat(short_.path("choices").path(0).path("finish_reason").stringValue())
                .isEqualTo("length");
        assertThat(short_.path("choices").path(0).path("looplm_finish_detail").stringValue())
                .isEqualTo("max_tokens");
        assertThat(full.path("choices").path(0).path("looplm_finish_detail").stringValue())
                .isEqualTo("context");
        assertThat(full.path("usage").path("total_tokens").intValue()).isEqualTo(TinyLoopLm.CONTEXT);
    }

    @Test
    void maxTokens_default_is16ForCompletions_andTheContextForChat() {
        JsonNode completion =
                service.answer("/v1/completions", "{\"model\":\"tiny\",\"prompt\":\"a\",\"ignore_eos\":true}");
        JsonNode chat = service.answer("/v1/chat/completions", """
                {"model":"tiny","messages":[{"role":"user","content":"a"}],"ignore_eos":true,"loop":{"max_steps":1}}""");

        assertThat(completion.path("usage").path("completion_tokens").intValue())
                .isEqualTo(16);
        assertThat(chat.path("usage").path("total_tokens").intValue()).isEqualTo(TinyLoopLm.CONTEXT);
    }

    @Test
    void promptOfIds_isTheSameAsItsText() {
        assertThat(completion("{\"model\":\"tiny\",\"prompt\":[97,98,99],\"temperature\":0}"))
                .isEqualTo(completion("{\"model\":\"tiny\",\"prompt\":\"abc\",\"temperature\":0}"));
    }

    @Test
    void stream_givesTheTextOfTheWholeAnswer_andNoUsageUnasked() {
        String body = """
                {"model":"tiny","prompt":"the \u00e9\u4e16 fox","max_tokens":40,"temperature":0,"ignore_eos":true%s}""";
        String whole = completion(body.formatted(""));
        List<String> events =
                TestingInference.events(service.post("/v1/completions", body.formatted(",\"stream\":true"))
                        .body());
        List<JsonNode> chunks = events.subList(0, events.size() - 1).stream()
                .map(TestingInference::tree)
                .toList();

        assertThat(String.join(
                        "",
                        chunks.stream()
                                .map(chunk -> chunk.path("choices")
                                        .path(0)
                                        .path("text")
                                        .stringValue())
                                .toList()))
                .isEqualTo(whole);
        assertThat(chunks).noneMatch(chunk -> chunk.has("usage"));
    }

    @Test
    void stopText_cutsTheAnswer() {
        String whole = completion("{\"model\":\"tiny\",\"prompt\":\"stop\",\"max_tokens\":30,\"ignore_eos\":true}");
        // A text of the answer's second half that JSON need not escape.
        String stop = whole.codePoints()
                .skip(whole.codePointCount(0, whole.length()) / 2)
                .filter(Character::isLetterOrDigit)
                .limit(1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        JsonNode cut = service.answer("/v1/completions", """
                {"model":"tiny","prompt":"stop","max_tokens":30,"ignore_eos":true,"stop":["%s"]}""".formatted(stop));

        assertThat(cut.path("choices").path(0).path("text").stringValue())
                .isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(cut.path("choices").path(0).path("finish_reason").stringValue())
                .isEqualTo("stop");
    }

    @Test
    void effort_resolvesToAllSteps_whenThereIsNoProfile() {
        for (String effort : List.of("none", "minimal", "low", "medium", "high", "xhigh", "max")) {
            JsonNode answer = service.answer("/v1/completions", """
                    {"model":"tiny","prompt":"a","max_tokens":3,"ignore_eos":true,"reasoning_effort":"%s"}""".formatted(effort));
            assertThat(answer.path("usage").path("loop").path("mean_steps").doubleValue())
                    .isEqualTo(4);
        }
    }

    @Test
    void headers_nameTheModelAndTheRequest() {
        HttpResponse<String> response =
                service.send(service.json("/v1/completions", "{\"model\":\"tiny\",\"prompt\":\"a\",\"max_tokens\":1}")
                        .header("x-request-id", "my-request.1"));

        assertThat(response.headers().firstValue("x-request-id")).hasValue("my-request.1");
        assertThat(response.headers().firstValue("x-looplm-model"))
                .hasValueSatisfying(value -> assertThat(value).matches("tiny@[0-9a-f]{12}"));
    }

    @Test
    void models_tellWhatTheModelCanDoInDepth() {
        String one = service.get("/v1/models/tiny").body();

        assertThat(service.get("/v1/models").body()).isEqualTo("{\"object\":\"list\",\"data\":[" + one + "]}");
        String full = "{\"min_steps\":4,\"max_steps\":4,\"exit_threshold\":1.0}";
        assertThat(one)
                .matches("\\{\"id\":\"tiny\",\"object\":\"model\",\"created\":[0-9]{10},\"owned_by\":\"looplm\","
                        + "\"context_length\":256,\"longest_token_bytes\":13,\"turns\":0,\"loop\":\\{\"trained_steps\":4,\"max_steps\":4,"
                        + "\"weights_hash\":\"[0-9a-f]{12}\",\"kernel\":\"f32-plain\",\"efforts\":.*")
                .endsWith("\"efforts\":{\"minimal\":" + full + ",\"low\":" + full + ",\"medium\":" + full + ",\"high\":"
                        + full + "}}}");
    }

    private static String completion(String body) {
        return service.answer("/v1/completions", body)
                .path("choices")
                .path(0)
                .path("text")
                .stringValue();
    }

    private static Generation serial(String prompt, ExitPolicy exit, Set<Integer> end) {
        return serial(ByteTokenizer.encode(prompt), exit, end, 24);
    }

    private static Generation serial(int[] prompt, ExitPolicy exit, Set<Integer> end, int maxTokens) {
        var request = new GenerationRequest(exit, KvPolicy.LAST_EXITED, SamplingParams.GREEDY, maxTokens, end);
        return new SerialGenerator(model).generate(prompt, request, (token, logits) -> {});
    }

    private static String text(Generation generation) {
        boolean ended = generation.finish() == Generation.Finish.END_TOKEN;
        int shown = generation.tokens().size() - (ended ? 1 : 0);
        return tokenizer.decodeVisible(Arrays.copyOf(generation.ids(), shown));
    }
}
