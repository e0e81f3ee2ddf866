package looplm.edge.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, over HTTP. */
class ServiceTokenFilterTest {

    @AutoClose
    private static final TestingEdge EDGE = new TestingEdge();

    @Test
    void call_isServed_withTheToken() {
        assertThat(EDGE.send(EDGE.request("/id")).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/id",
                "/absent",
                "/",
                "/error",
                "/actuator",
                "/actuator/prometheus",
                "/actuator/healthy",
                "/actuator/health.json",
                "/actuator/health/a.b",
                "/Actuator/Health",
                "/x/actuator/health",
            })
    void call_isRefused_withoutTheToken(String path) {
        HttpResponse<String> response = EDGE.send(EDGE.open(path));

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("www-authenticate")).hasValue("Bearer");
        assertThat(TestingEdge.refusal(response))
                .isEqualTo("invalid_api_key||authorization: no valid service token (expected: Bearer TOKEN)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/health/../prometheus",
                "/actuator/health/..;/prometheus",
                "/actuator/health/%2e%2e/prometheus",
                "/actuator/health;/../prometheus",
                "/actuator/health/%2E%2E%2Fprometheus",
                "//actuator/prometheus",
                "/actuator/health\\..\\prometheus",
            })
    void token_isAsked_whateverThePathPretends(String path) {
        String answer = EDGE.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1.1 40[01] .*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/actuator/health", "/actuator/health/", "/actuator/health/liveness", "/actuator/health/db/db2"})
    void health_isOpen(String path) {
        assertThat(EDGE.send(EDGE.open(path)).statusCode()).isEqualTo(404);
    }

    @Test
    void call_isRefused_beforeItsBodyIsLookedAt() {
        String answer = EDGE.raw(
                "POST /orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + "Content-Length: 999999999999\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 401 ");
    }
}
