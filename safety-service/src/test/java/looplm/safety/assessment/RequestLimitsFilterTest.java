package looplm.safety.assessment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import looplm.edge.servlet.ErrorResponses;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import tools.jackson.databind.json.JsonMapper;

class RequestLimitsFilterTest {

    private final RequestLimitsFilter filter =
            new RequestLimitsFilter(2048, 2048, Duration.ofMillis(1), new ErrorResponses(JsonMapper.shared()));

    @Test
    void request_isRefusedForNow_whenTheBodiesInFlightFillTheLimit() throws Exception {
        var entered = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> {
                filter.doFilter(post(2048), new MockHttpServletResponse(), (request, response) -> {
                    entered.countDown();
                    awaitUninterruptibly(leave);
                });
                return true;
            });
            entered.await();

            var refused = new MockHttpServletResponse();
            filter.doFilter(post(1), refused, (request, response) -> {});

            assertThat(refused.getStatus()).isEqualTo(429);
            assertThat(refused.getHeader("Retry-After")).isEqualTo("1");
            leave.countDown();
            assertThat(first.get()).isTrue();
        }
        var served = new MockHttpServletResponse();
        filter.doFilter(post(2048), served, (request, response) -> {});
        assertThat(served.getStatus()).isEqualTo(200);
    }

    private static MockHttpServletRequest post(int bytes) {
        var request = new MockHttpServletRequest("POST", "/v1/assessments");
        request.setContent(new byte[bytes]);
        return request;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
