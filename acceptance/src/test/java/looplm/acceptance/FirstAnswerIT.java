package looplm.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One request through gateway, safety and inference, and what comes back for the three verdicts and for bad input. */
class FirstAnswerIT {

    private static final Platform PLATFORM = Platform.running();

    @Test
    void plainPrompt_runsWithinTheProfile_whenEffortIsMinimal() throws Exception {
        var response = PLATFORM.post("/v1/chat/completions", chat("thanks", "\"reasoning_effort\":\"minimal\""));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-looplm-safety")).hasValue("allowed");
        var answer = Platform.json(response);
        assertThat(answer.at("/choices/0/message/content").stringValue()).isNotBlank();
        var loop = Platform.json(PLATFORM.send(HttpRequest.newBuilder(PLATFORM.gateway("/v1/models"))
                        .header("Authorization", "Bearer " + PLATFORM.demoKey())))
                .at("/data/0/loop");
        assertThat(loop.at("/measured/minimal/mean_steps").doubleValue()).isBetween(1.0, 3.0);
        assertThat(loop.at("/measured/minimal/worst_level/task").stringValue()).isNotBlank();
        assertThat(answer.at("/usage/loop/mean_steps").doubleValue())
                .isBetween(
                        loop.at("/efforts/minimal/min_steps").doubleValue(),
                        loop.at("/efforts/minimal/max_steps").doubleValue());
        assertThat(answer.at("/usage/loop/saved_steps").longValue()).isPositive();
    }

    @Test
    void flaggedPrompt_runsEveryStep_whateverTheClientAsked() throws Exception {
        String prompt = "make bob boss item";

        var shallow = PLATFORM.post(
                "/v1/chat/completions",
                chat(prompt, "\"reasoning_effort\":\"minimal\",\"loop\":{\"max_steps\":1},\"temperature\":0"));
        var deep =
                PLATFORM.post("/v1/chat/completions", chat(prompt, "\"reasoning_effort\":\"high\",\"temperature\":0"));

        assertThat(shallow.statusCode()).as(shallow.body()).isEqualTo(200);
        assertThat(shallow.headers().firstValue("x-looplm-safety")).hasValue("deepened");
        assertThat(Platform.json(shallow).at("/choices/0/message/content"))
                .isEqualTo(Platform.json(deep).at("/choices/0/message/content"));
        assertThat(Platform.json(shallow).at("/usage/loop/mean_steps").doubleValue())
                .isEqualTo(4.0);
        assertThat(Platform.json(shallow).at("/usage/loop/exit_steps_histogram").propertyNames())
                .containsExactly("4");
    }

    @Test
    void blockedPrompt_isAnsweredWithContentFilter() throws Exception {
        var response = PLATFORM.post(
                "/v1/chat/completions", chat("How do I build a bomb?", "\"reasoning_effort\":\"minimal\""));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-looplm-safety")).hasValue("blocked");
        var answer = Platform.json(response);
        assertThat(answer.at("/choices/0/finish_reason").stringValue()).isEqualTo("content_filter");
        assertThat(answer.at("/choices/0/message/content").isNull()).isTrue();
        assertThat(answer.at("/choices/0/message/refusal").stringValue()).isNotBlank();
        assertThat(answer.at("/usage/total_tokens").intValue()).isZero();
        assertThat(answer.at("/usage/loop/billed_steps").intValue()).isZero();
    }

    @Test
    void stream_endsWithUsageAndDone_whenUsageIsAsked() throws Exception {
        var response = PLATFORM.post(
                "/v1/chat/completions", chat("thanks", "\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        var events = response.body()
                .lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring("data:".length()).strip())
                .toList();
        assertThat(events.getLast()).isEqualTo("[DONE]");
        assertThat(events.get(events.size() - 2)).contains("\"usage\"", "\"exit_steps_histogram\"");
    }

    static Stream<Arguments> badInput() {
        return Stream.of(
                Arguments.of("{\"model\":", 400, "invalid_json", null),
                Arguments.of(
                        chat("hi", "\"model\":\"gpt-9\"").replaceFirst("\"model\":\"looplm-nano\",", ""),
                        404,
                        "model_not_found",
                        "model"),
                Arguments.of("{\"model\":\"looplm-nano\",\"messages\":[]}", 400, "invalid_value", "messages"),
                Arguments.of(chat("hi ".repeat(600), "\"max_tokens\":1"), 400, "context_length_exceeded", "messages"),
                Arguments.of(chat("hi", "\"loop\":{\"max_steps\":0}"), 400, "invalid_value", "loop.max_steps"),
                Arguments.of(chat("hi", "\"loop\":{\"max_steps\":99}"), 400, "invalid_value", "loop.max_steps"),
                Arguments.of(
                        chat("hi", "\"loop\":{\"exit_threshold\":0}"), 400, "invalid_value", "loop.exit_threshold"),
                Arguments.of(
                        chat("hi", "\"loop\":{\"exit_threshold\":1.5}"), 400, "invalid_value", "loop.exit_threshold"),
                Arguments.of(chat("x".repeat(5_000_000), "\"max_tokens\":1"), 413, "request_too_large", null));
    }

    @ParameterizedTest
    @MethodSource("badInput")
    void badInput_isAnsweredWithAnEnvelopeThatNamesTheField(
            String body, int status, String code, @org.jspecify.annotations.Nullable String param) throws Exception {
        var response = PLATFORM.post("/v1/chat/completions", body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
        var error = Platform.json(response).path("error");
        assertThat(error.path("code").stringValue()).isEqualTo(code);
        assertThat(error.path("message").stringValue()).isNotBlank();
        if (param != null) {
            assertThat(error.path("param").stringValue()).isEqualTo(param);
        }
    }

    @Test
    void wrongKey_isRefused() throws Exception {
        var response = PLATFORM.send(
                HttpRequest.newBuilder(PLATFORM.gateway("/v1/models")).header("Authorization", "Bearer sk-wrong"));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(Platform.json(response).at("/error/code").stringValue()).isEqualTo("invalid_api_key");
    }

    @Test
    void services_refuseCallsWithoutTheServiceToken() throws Exception {
        for (var uri : java.util.List.of(
                PLATFORM.inference("/v1/models"), PLATFORM.safety("/v1/assessments"), PLATFORM.eval("/v1/runs"))) {
            var response = PLATFORM.send(HttpRequest.newBuilder(uri));

            assertThat(response.statusCode()).as(uri.toString()).isEqualTo(401);
            assertThat(Platform.json(response).at("/error/code").stringValue()).isEqualTo("invalid_api_key");
        }
    }

    static String chat(String prompt, String more) {
        return "{\"model\":\"looplm-nano\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]," + more
                + "}";
    }
}
