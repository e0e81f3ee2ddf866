package looplm.edge.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import looplm.edge.RefusedException;
import looplm.wire.ErrorCode;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

class BodyLimitFilterTest {

    private static final String PASSED = "request_too_large||body: more than the limit (expected: at most 400000)";

    @AutoClose
    private static final TestingEdge EDGE = new TestingEdge();

    @Test
    void body_isServed_whenItIsAsLongAsItMayBe() {
        String body = "{}" + " ".repeat(TestingEdge.LIMIT - 2);

        assertThat(EDGE.post("/v1/orders", body).statusCode()).isEqualTo(200);
        assertThat(EDGE.post("/v1/orders", chunked(body)).statusCode()).isEqualTo(200);
    }

    @Test
    void body_isRefused_whenItsDeclaredLengthIsTooLarge() {
        HttpResponse<String> response = EDGE.post("/v1/orders", " ".repeat(TestingEdge.LIMIT + 1));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(TestingEdge.refusal(response))
                .isEqualTo("request_too_large||body: 400001 bytes (expected: at most 400000)");
    }

    @Test
    void body_isRefused_beforeAnyOfItIsSent() {
        String answer = EDGE.raw("POST /v1/orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                + TestingEdge.TOKEN + "\r\nContent-Type: application/json\r\nContent-Length: 999999999999\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 413 ").contains("body: 999999999999 bytes (expected: at most 400000)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "{\"name\":\"%s\"}",
                "{\"items\":[{\"weight\":{\"grams\":1}},{\"name\":\"%s\"}]}",
                "{\"items\":[%s]}",
                "{}%s",
            })
    void body_isRefused_whereItPassesTheLimit_whateverIsReadThen(String shape) {
        HttpResponse<String> response =
                EDGE.post("/v1/orders", chunked(shape.formatted(" ".repeat(TestingEdge.LIMIT + 1))));

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(TestingEdge.refusal(response)).isEqualTo(PASSED);
    }

    @Test
    void body_isCountedInBytes_whenItIsReadByCharacters() {
        String text = "ä".repeat(TestingEdge.LIMIT / 2);

        assertThat(text(text).body()).isEqualTo(text);
        assertThat(TestingEdge.refusal(text(text + "ä"))).isEqualTo(PASSED);
        assertThat(text(text + "ä").statusCode()).isEqualTo(413);
    }

    @Test
    void body_isRefusedForNow_whileOthersFillTheRoomForAll() throws Exception {
        var filter = new BodyLimitFilter(
                new BodyLimits(DataSize.ofBytes(2048), DataSize.ofBytes(2048), Duration.ofSeconds(10)),
                new ErrorResponses(JsonMapper.shared()));
        var refused = new AtomicReference<RefusedException>();

        filter.doFilter(post(2048), new MockHttpServletResponse(), (first, _) -> {
            first.getInputStream().readAllBytes();
            try {
                filter.doFilter(
                        post(1),
                        new MockHttpServletResponse(),
                        (second, _) -> second.getInputStream().readAllBytes());
            } catch (RefusedException e) {
                refused.set(e);
            }
        });

        assertThat(refused.get().code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
        assertThat(refused.get().fault().headers()).containsEntry("Retry-After", "1");
        filter.doFilter(
                post(2048),
                new MockHttpServletResponse(),
                (third, _) -> assertThat(third.getInputStream().readAllBytes()).hasSize(2048));
    }

    private static MockHttpServletRequest post(int bytes) {
        var request = new MockHttpServletRequest("POST", "/v1/orders");
        request.setContent(new byte[bytes]);
        return request;
    }

    private static HttpResponse<String> text(String text) {
        return EDGE.send(EDGE.request("/v1/texts")
                .header("Content-Type", "text/plain;charset=UTF-8")
                .header("Accept", "text/plain;charset=UTF-8")
                .POST(chunked(text)));
    }

    private static HttpRequest.BodyPublisher chunked(String body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(UTF_8)));
    }
}
