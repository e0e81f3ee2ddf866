package looplm.edge.servlet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;

/** What a caller is told of an error, and in which form, wherever the error was found. */
@ExtendWith(OutputCaptureExtension.class)
class ErrorHandlingTest {

    @AutoClose
    private static final TestingEdge EDGE = new TestingEdge();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            queue  | 429 | queue_full           |      | queue: full
            turns  | 429 | too_many_requests    |      | requests: too much at once
            own    | 503 | database_unavailable |      | full
            server | 404 | not_found            |      | path: nothing is here
            broken | 500 | internal             |      | the request could not be served
            other  | 404 | not_found            | kind | kind: other (expected: a kind)
            """)
    void error_isToldInTheFormOfItsPath(String kind, int status, String code, String param, String message) {
        HttpResponse<String> openAi = get("/v1/faults/" + kind);
        assertThat(openAi.statusCode()).isEqualTo(status);
        assertThat(openAi.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(TestingEdge.refusal(openAi)).isEqualTo(code + "|" + (param == null ? "" : param) + "|" + message);
        assertThat(JsonMapper.shared().readTree(openAi.body()).get("error").propertyNames())
                .containsExactly("message", "type", "param", "code");

        HttpResponse<String> elsewhere = get("/faults/" + kind);
        assertThat(elsewhere.statusCode()).isEqualTo(status);
        assertThat(elsewhere.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(TestingEdge.refusal(elsewhere)).isEqualTo(code + "||" + message);
    }

    @Test
    void problem_hasTitleStatusAndTheRequestsId() {
        HttpResponse<String> response = EDGE.send(EDGE.request("/absent").header("x-request-id", "r-7"));

        assertThat(response.body())
                .isEqualTo("{\"title\":\"Not Found\",\"status\":404,\"detail\":\"path: nothing is here\","
                        + "\"code\":\"not_found\",\"requestId\":\"r-7\"}");
    }

    /** Tomcat turns to its error page, whose own path is not below {@code /v1}. */
    @Test
    void error_isToldInTheFormOfTheOriginalPath_whenTheServerFoundIt() {
        assertThat(get("/v1/faults/server").body()).startsWith("{\"error\":{\"message\":\"path: nothing is here\"");
        assertThat(get("/faults/server").body()).startsWith("{\"title\":\"Not Found\"");
    }

    @ParameterizedTest
    @CsvSource({"queue, 2", "turns, 1"})
    void retryAfter_isInWholeSeconds_neverTooEarly(String kind, String seconds) {
        for (String root : new String[] {"/faults/", "/v1/faults/"}) {
            assertThat(get(root + kind).headers().firstValue("retry-after")).hasValue(seconds);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"own", "server", "broken", "other"})
    void retryAfter_isAbsent_whereNothingPassesByItself(String kind) {
        assertThat(get("/v1/faults/" + kind).headers().firstValue("retry-after"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/orders", "/v1/orders"})
    void method_isRefused_byNameOfThoseAllowed(String path) {
        HttpResponse<String> response = EDGE.send(EDGE.request(path).DELETE());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).hasValue("POST");
        assertThat(TestingEdge.refusal(response)).isEqualTo("method_not_allowed||method: DELETE (expected: POST)");
    }

    @Test
    void accept_doesNotHideTheError() {
        HttpResponse<String> response = EDGE.send(
                EDGE.request("/v1/orders").header("Accept", "image/png").POST(BodyPublishers.ofString("{}")));

        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(TestingEdge.refusal(response)).startsWith("unsupported_media_type||content-type: not supported");
    }

    @Test
    void clientThatLeavesInTheMidstOfItsBody_isCounted_andNoLineOfTheLog(CapturedOutput output) throws Exception {
        var meters = new SimpleMeterRegistry();
        Metrics.addRegistry(meters);
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), EDGE.port())) {
            socket.getOutputStream()
                    .write(("POST /v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TestingEdge.TOKEN
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"na")
                            .getBytes(US_ASCII));
        }

        while (Metrics.counter("looplm.http.clients.left").count() < 1) {
            Thread.onSpinWait();
        }
        Metrics.removeRegistry(meters);
        assertThat(output.toString())
                .doesNotContain("refused: code")
                .doesNotContain("ERROR")
                .doesNotContain("Exception");
    }

    private static HttpResponse<String> get(String path) {
        return EDGE.send(EDGE.request(path));
    }
}
