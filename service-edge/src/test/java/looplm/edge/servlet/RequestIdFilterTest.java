package looplm.edge.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class RequestIdFilterTest {

    private static final String UUID_FORM = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    @AutoClose
    private static final TestingEdge EDGE = new TestingEdge();

    @ParameterizedTest
    @ValueSource(strings = {"r", "abc-1", "A.b_c:d-9"})
    void id_isKept_whenItIsWellFormed(String id) {
        assertThat(settled(id)).isEqualTo(id);
    }

    @Test
    void id_isKept_whenItIsAsLongAsItMayBe() {
        assertThat(settled("x".repeat(128))).isEqualTo("x".repeat(128));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\"<script>", "a/b", "ä", "${jndi}"})
    void id_isMade_whenTheGivenOneIsNotWellFormed(String id) {
        assertThat(settled(id)).matches(UUID_FORM);
    }

    @Test
    void id_isMade_whenTheGivenOneIsTooLong() {
        assertThat(settled("x".repeat(129))).matches(UUID_FORM);
    }

    @Test
    void id_isMadeAnewForEachCall_whenNoneIsGiven() {
        HttpResponse<String> one = EDGE.send(EDGE.request("/id"));
        HttpResponse<String> other = EDGE.send(EDGE.request("/id"));

        assertThat(one.body()).matches(UUID_FORM).isNotEqualTo(other.body());
        assertThat(one.headers().firstValue("x-request-id")).hasValue(one.body());
    }

    @Test
    void id_standsInRefusalsToo() {
        HttpResponse<String> refused = EDGE.send(EDGE.open("/id").header("x-request-id", "r-1"));

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("x-request-id")).hasValue("r-1");
    }

    @Test
    void end_isLoggedUnderTheId_onlyWhereAskedFor_andNotOfProbes() throws Exception {
        List<ILoggingEvent> lines = logged(() -> {
            call(new RequestIdFilter(true), "/v1/things");
            call(new RequestIdFilter(true), "/actuator/health");
            call(new RequestIdFilter(false), "/v1/others");
        });

        assertThat(lines).singleElement().satisfies(line -> {
            assertThat(line.getFormattedMessage()).matches("POST /v1/things 418 in \\d+ ms");
            assertThat(line.getMDCPropertyMap()).containsEntry("requestId", "r-1");
        });
        assertThat(MDC.get("requestId")).isNull();
    }

    /** What the service knows a call by, which must be what it answers. */
    private static String settled(String given) {
        var request = new MockHttpServletRequest("GET", "/id");
        request.addHeader("x-request-id", given);
        var response = new MockHttpServletResponse();
        try {
            new RequestIdFilter(false).doFilter(request, response, (_, _) -> {});
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        assertThat(response.getHeader("x-request-id")).isEqualTo(RequestIdFilter.of(request));
        return RequestIdFilter.of(request);
    }

    private static void call(RequestIdFilter filter, String path) throws Exception {
        var request = new MockHttpServletRequest("POST", path);
        request.addHeader("x-request-id", "r-1");
        var response = new MockHttpServletResponse();
        filter.doFilter(request, response, (_, _) -> {
            assertThat(MDC.get("requestId")).isEqualTo("r-1");
            response.setStatus(418);
        });
    }

    /** Some calls. */
    private interface Calls {
        void run() throws Exception;
    }

    private static List<ILoggingEvent> logged(Calls calls) throws Exception {
        var logger = (Logger) LoggerFactory.getLogger(RequestIdFilter.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        logger.addAppender(lines);
        try {
            calls.run();
        } finally {
            logger.detachAppender(lines);
        }
        return lines.list;
    }
}
