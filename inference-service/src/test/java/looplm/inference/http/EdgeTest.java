package looplm.inference.http;

import static looplm.inference.http.Envelopes.assertEnvelope;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Map;
import looplm.testing.RawRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** That the service stands behind its edge, and what it says of requests that no controller takes. */
class EdgeTest {

    private static final String CHAT = "/v1/chat/completions";

    private static TestingInference service;

    @BeforeAll
    static void start() {
        service = TestingInference.ofTinyModel(Map.of());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void serviceToken_isDemandedEverywhere_butForHealth() {
        for (String path : new String[] {"/v1/models", CHAT, "/v1/nothing"}) {
            assertEnvelope(
                    service.send(service.anonymous(path)),
                    401,
                    "authentication_error",
                    "invalid_api_key",
                    null,
                    "authorization: no valid service token (expected: Bearer TOKEN)");
        }
        for (String path : new String[] {
            "/internal/requests/x", "/actuator/prometheus", "/actuator", "/", "/actuator/health/../prometheus"
        }) {
            HttpResponse<String> response = service.send(service.anonymous(path));
            assertThat(response.statusCode()).as(path).isEqualTo(401);
            assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
            assertThat(response.headers().firstValue("www-authenticate")).hasValue("Bearer");
        }
        for (String path :
                new String[] {"/actuator/health/liveness", "/actuator/health/readiness", "/actuator/health"}) {
            assertThat(service.send(service.anonymous(path)).body())
                    .as(path)
                    .contains("\"status\":\"UP\"")
                    .doesNotContain("components");
        }
        assertThat(service.get("/actuator/health").body()).contains("msSinceLastTick");
        assertThat(service.get("/actuator/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void unknownPath_is404_inTheShapeOfItsPath() {
        assertEnvelope(
                service.get("/v1/nothing"), 404, "invalid_request_error", "not_found", null, "path: nothing is here");
        assertEnvelope(
                service.get("/v1/models/other"),
                404,
                "invalid_request_error",
                "model_not_found",
                "model",
                "model: not found (expected: tiny)");
        HttpResponse<String> elsewhere =
                service.send(service.request("/nothing").header("x-request-id", "r-1"));
        assertThat(elsewhere.statusCode()).isEqualTo(404);
        assertThat(elsewhere.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(elsewhere.headers().firstValue("x-request-id")).hasValue("r-1");
        assertThat(elsewhere.body())
                .isEqualTo("{\"title\":\"Not Found\",\"status\":404,\"detail\":\"path: nothing is here\","
                        + "\"code\":\"not_found\",\"requestId\":\"r-1\"}");
    }

    @Test
    void method_is405_withThoseAllowed() {
        HttpResponse<String> response = service.get(CHAT);

        assertEnvelope(
                response, 405, "invalid_request_error", "method_not_allowed", null, "method: GET (expected: POST)");
        assertThat(response.headers().firstValue("allow")).hasValue("POST");
    }

    @Test
    void mediaType_is415_whenItIsNotJson() {
        HttpRequest.Builder request =
                service.request(CHAT).header("Content-Type", "text/plain").POST(BodyPublishers.ofString("{}"));

        assertEnvelope(
                service.send(request),
                415,
                "invalid_request_error",
                "unsupported_media_type",
                null,
                "content-type: not supported (expected: application/json)");
    }

    @Test
    void error_isJson_whenTheClientAcceptsOnlyEvents() {
        HttpResponse<String> response = service.send(service.json(CHAT, "{").header("Accept", "text/event-stream"));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    }

    @Test
    void body_of5MB_is413_whenItsLengthIsDeclared() {
        assertTooLarge(BodyPublishers.ofByteArray(new byte[5_000_000]), "5000000 bytes");
    }

    @Test
    void body_of5MB_is413_whenItComesInChunks() {
        byte[] chunk = new byte[5_000_000];
        Arrays.fill(chunk, (byte) ' ');
        assertTooLarge(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(chunk)), "more than the limit");
    }

    private static void assertTooLarge(HttpRequest.BodyPublisher body, String size) {
        HttpRequest.Builder request =
                service.request(CHAT).header("Content-Type", "application/json").POST(body);

        assertEnvelope(
                service.send(request),
                413,
                "invalid_request_error",
                "request_too_large",
                null,
                "body: " + size + " (expected: at most 2097152)");
    }

    @Test
    void malformedRequestLine_isAnsweredInJson() {
        String answer = RawRequest.sendMalformedLine(service.port());

        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("{\"error\":{\"message\":\"the request is malformed\",\"type\":\"invalid_request_error\"")
                .doesNotContain("html");
    }
}
