package looplm.inference.http;

import static looplm.inference.http.Envelopes.assertEnvelope;
import static looplm.inference.http.RefusedFields.CHAT;
import static looplm.inference.http.RefusedFields.MESSAGES;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Fields that are refused, with the exact words that a client gets. */
class BadInputTest {

    private static TestingInference service;

    @BeforeAll
    static void start() {
        service = TestingInference.ofTinyModel(Map.of());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @MethodSource("looplm.inference.http.RefusedFields#all")
    void request_isRefused_namingTheField(
            String path, String body, int status, String code, String param, String message) {
        HttpResponse<String> response = service.post(path, body);

        assertEnvelope(response, status, "invalid_request_error", code, param, message);
    }

    @ParameterizedTest
    @CsvSource({
        "\"n\":1",
        "\"logprobs\":false",
        "\"tools\":[]",
        "\"presence_penalty\":0",
        "\"logit_bias\":{}",
        "\"top_k\":-1",
        "\"temperature\":2",
        "\"loop\":{}",
        "\"loop\":null",
        "\"user\":\"u\"",
        "\"stop\":[]",
        "\"metadata\":{\"a\":1}",
        "\"stream\":null"
    })
    void neutralAndUnknownFields_areAccepted(String field) {
        HttpResponse<String> response =
                service.post(CHAT, "{\"model\":\"tiny\"," + MESSAGES + ",\"max_tokens\":1," + field + "}");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    @Test
    void responseFormatText_isAccepted() {
        HttpResponse<String> response = service.post(
                CHAT, "{\"model\":\"tiny\"," + MESSAGES + ",\"max_tokens\":1,\"response_format\":{\"type\":\"text\"}}");

        assertThat(response.statusCode()).isEqualTo(200);
    }

    @Test
    void attemptId_isRefused_whenItIsNoUuid() {
        HttpResponse<String> response = service.send(
                service.json(CHAT, "{\"model\":\"tiny\"," + MESSAGES + "}").header("x-looplm-attempt-id", "7"));

        assertEnvelope(
                response,
                400,
                "invalid_request_error",
                "invalid_value",
                "x-looplm-attempt-id",
                "x-looplm-attempt-id: 7 (expected: a UUID)");
    }
}
