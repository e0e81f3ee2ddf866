package looplm.gateway;

import static looplm.gateway.testing.TestingInferenceServer.CHAT;
import static looplm.gateway.testing.TestingServer.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import looplm.gateway.testing.TestingGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Services that die and come back. */
class BreakerIT {

    private TestingGateway gateway;

    @BeforeEach
    void start() {
        gateway = new TestingGateway(
                "safety.limits.breaker-open-for", "300ms",
                "safety.limits.breaker-minimum", "3",
                "inference.limits.breaker-open-for", "300ms",
                "inference.limits.breaker-minimum", "3",
                "inference.limits.retry-delay", "1ms",
                "safety.limits.retry-delay", "1ms");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void breakerOfSafety_opensWhenItDies_andClosesWhenItIsBack() {
        assertThat(gateway.chat("").statusCode()).isEqualTo(200);
        gateway.safety.kill();

        HttpResponse<String> refused = gateway.chat("");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(gateway.json(refused).path("error").path("code").stringValue())
                .isEqualTo("safety_unavailable");
        await().untilAsserted(() -> {
            assertThat(gateway.chat("").statusCode()).isEqualTo(503);
            assertThat(breaker("safety")).isEqualTo("OPEN");
        });
        HttpResponse<String> open = gateway.chat("");
        assertThat(open.statusCode()).isEqualTo(503);
        assertThat(open.headers().firstValue("retry-after")).isPresent();
        assertThat(breaker("inference")).isEqualTo("CLOSED");
        assertThat(readiness()).isEqualTo(200);

        gateway.safety.start();
        await().untilAsserted(() -> {
            assertThat(gateway.chat("").statusCode()).isEqualTo(200);
            assertThat(breaker("safety")).isEqualTo("CLOSED");
        });
    }

    @Test
    void breakerOfInference_opensWhenItDies_andClosesWhenItIsBack() {
        assertThat(gateway.chat("").statusCode()).isEqualTo(200);
        gateway.inference.kill();

        await().untilAsserted(() -> {
            HttpResponse<String> refused = gateway.chat("\"stream\":true");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(gateway.json(refused).path("error").path("code").stringValue())
                    .isEqualTo("inference_unavailable");
            assertThat(breaker("inference")).isEqualTo("OPEN");
        });
        assertThat(readiness()).isEqualTo(200);

        gateway.inference.start();
        await().untilAsserted(() -> {
            assertThat(gateway.chat("").statusCode()).isEqualTo(200);
            assertThat(breaker("inference")).isEqualTo("CLOSED");
        });
    }

    @Test
    void breaker_staysClosed_whenClientsAreRefused() {
        for (int i = 0; i < 10; i++) {
            gateway.inference.next(CHAT, error(i % 2 == 0 ? 400 : 429, "queue_full", Map.of()));
            assertThat(gateway.chat("").statusCode()).isIn(400, 429);
        }

        assertThat(breaker("inference")).isEqualTo("CLOSED");
        assertThat(gateway.inference.received("POST", CHAT)).hasSize(10);
    }

    @Test
    void refusalOfTheServiceToken_isNotShownAsTheClientsFault() {
        gateway.inference.next(CHAT, error(401, "invalid_api_key", Map.of()));

        HttpResponse<String> response = gateway.chat("");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(gateway.json(response).path("error").path("code").stringValue())
                .isEqualTo("inference_unavailable");
    }

    private String breaker(String name) {
        HttpResponse<String> health = gateway.send(HttpRequest.newBuilder(URI.create(gateway.url("/actuator/health")))
                .header("Authorization", "Bearer " + TestingGateway.SERVICE_TOKEN)
                .build());
        return gateway.json(health)
                .at("/components/circuitBreakers/details/" + name)
                .stringValue();
    }

    private int readiness() {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url("/actuator/health/readiness")))
                        .build())
                .statusCode();
    }
}
