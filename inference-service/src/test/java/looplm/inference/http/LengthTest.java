package looplm.inference.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import looplm.inference.runner.LoadedModel;
import looplm.model.testing.TinyLoopLm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Prompts and answers at the edges of what fits, of the context and of a small memory. */
class LengthTest {

    private static final String COMPLETIONS = "/v1/completions";
    private static final String BODY = "{\"model\":\"tiny\",\"prompt\":\"%s\",\"max_tokens\":%s,\"ignore_eos\":true}";

    /** Of keys and values, four planes: 64 positions. */
    private static final int SMALL_POSITIONS = 64;

    private static TestingInference service;
    private static TestingInference small;

    @BeforeAll
    static void start() {
        service = TestingInference.ofTinyModel(Map.of());
        long bytes = service.bean(LoadedModel.class).runner().planePositionBytes();
        small = TestingInference.ofTinyModel(
                Map.of("looplm.inference.kv-memory", bytes * TinyLoopLm.STEPS * SMALL_POSITIONS + "B"));
    }

    @AfterAll
    static void stop() {
        service.close();
        small.close();
    }

    @Test
    void prompt_leavesRoomForOneToken_oneShortOfTheContext() {
        JsonNode answer = service.answer(COMPLETIONS, BODY.formatted("x".repeat(TinyLoopLm.CONTEXT - 1), 5));

        assertThat(answer.at("/usage/completion_tokens").intValue()).isEqualTo(1);
        assertThat(answer.at("/choices/0/looplm_finish_detail").stringValue()).isEqualTo("context");
    }

    @Test
    void prompt_isRefused_ofTheContextsLength_andAbove() {
        for (int tokens : new int[] {TinyLoopLm.CONTEXT, TinyLoopLm.CONTEXT + 1}) {
            assertRefused(
                    service.post(COMPLETIONS, BODY.formatted("x".repeat(tokens), 1)),
                    "context_length_exceeded",
                    "prompt: " + tokens + " tokens (expected: at most " + (TinyLoopLm.CONTEXT - 1));
        }
    }

    @Test
    void prompt_isRefusedByItsCharacters_beforeItIsTokenized() {
        int most = longestToken() * TinyLoopLm.CONTEXT;
        String tooLong = " ".repeat(most + 1);

        assertRefused(
                service.post(COMPLETIONS, BODY.formatted(tooLong, 1)),
                "context_length_exceeded",
                "prompt: " + (most + 1) + " bytes (expected: at most " + most);
        assertRefused(
                service.post(
                        "/v1/chat/completions",
                        "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"" + tooLong + "\"}]}"),
                "context_length_exceeded",
                "messages: " + (most + 1) + " bytes");
        HttpResponse<String> score = service.post(
                "/internal/score",
                "{\"model\":\"tiny\",\"context\":\"" + "x".repeat(most) + "\",\"continuations\":[\"y\"]}");
        assertThat(score.statusCode()).as(score.body()).isEqualTo(400);
        assertThat(score.body()).contains("bytes");
    }

    @Test
    void maxTokens_areWhatFits_whenTheyAreHuge() {
        JsonNode answer = service.answer(COMPLETIONS, BODY.formatted("x", Integer.MAX_VALUE));
        JsonNode one = service.answer(COMPLETIONS, BODY.formatted("x", 1));

        assertThat(answer.at("/usage/total_tokens").intValue()).isEqualTo(TinyLoopLm.CONTEXT);
        assertThat(one.at("/usage/completion_tokens").intValue()).isEqualTo(1);
        assertRefused(
                service.post(COMPLETIONS, BODY.formatted("x", 0)), "invalid_value", "max_tokens: 0 (expected: 1 or");
    }

    @Test
    void request_isRefusedAtOnce_whenTheMemoryCanNeverHoldIt() {
        assertRefused(
                small.post(COMPLETIONS, BODY.formatted("x", 200)),
                "invalid_value",
                "max_tokens: 200 (expected: at most " + (SMALL_POSITIONS - 1) + ", the tokens beside this prompt");
        assertRefused(
                small.post(COMPLETIONS, BODY.formatted("x".repeat(100), 1)),
                "context_length_exceeded",
                "prompt: 100 tokens (expected: at most " + (SMALL_POSITIONS - 1) + ", what the memory");
        JsonNode fitting = small.answer(COMPLETIONS, BODY.formatted("x", SMALL_POSITIONS - 1));
        assertThat(fitting.at("/usage/total_tokens").intValue()).isEqualTo(SMALL_POSITIONS);
    }

    private static int longestToken() {
        return TestingInference.tree(service.get("/v1/models").body())
                .at("/data/0/longest_token_bytes")
                .intValue();
    }

    private static void assertRefused(HttpResponse<String> response, String code, String message) {
        JsonNode error = TestingInference.tree(response.body()).path("error");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(error.path("code").stringValue()).isEqualTo(code);
        assertThat(error.path("message").stringValue()).startsWith(message);
    }
}
