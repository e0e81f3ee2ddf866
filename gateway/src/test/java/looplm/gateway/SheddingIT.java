package looplm.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import looplm.gateway.shedding.LoadLimit;
import looplm.gateway.testing.TestingGateway;
import looplm.gateway.testing.TestingInferenceServer;
import looplm.gateway.testing.TestingServer;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

class SheddingIT {

    @Test
    void requests_areRefusedAtOnce_beyondTheLimit() throws Exception {
        try (var gateway = new TestingGateway("shedding.least", "2", "shedding.most", "2")) {
            var end = Sinks.<String>one();
            gateway.inference.always(TestingInferenceServer.CHAT, TestingServer.stream(Flux.from(end.asMono())));
            var waiting = new ArrayList<CompletableFuture<HttpResponse<String>>>();
            for (int i = 0; i < 2; i++) {
                waiting.add(CompletableFuture.supplyAsync(() -> gateway.chat("\"stream\":true")));
            }
            while (!gateway.bean(LoadLimit.class).isFull()) {
                Thread.onSpinWait();
            }
            int screened = gateway.safety.received("POST", "/").size();

            HttpResponse<String> refused = gateway.chat("");

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(gateway.json(refused).at("/error/code").asString("")).isEqualTo("too_many_requests");
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            assertThat(refused.headers().firstValue("x-request-id")).isPresent();
            assertThat(gateway.safety.received("POST", "/"))
                    .as("nobody screened it")
                    .hasSize(screened);
            assertThat(gateway.get("/v1/models").statusCode())
                    .as("what costs nothing is not shed")
                    .isEqualTo(200);

            end.tryEmitValue(TestingInferenceServer.FIRST
                    + TestingInferenceServer.SECOND
                    + TestingInferenceServer.USAGE
                    + TestingInferenceServer.DONE);
            waiting.forEach(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
            assertThat(gateway.bean(LoadLimit.class).isFull()).isFalse();
        }
    }

    @Test
    void probePort_tellsOfTheGatewayAndNothingElse() throws Exception {
        int port = freePort();
        try (var gateway = new TestingGateway("probe-port", Integer.toString(port))) {
            assertThat(status(gateway, port, "/actuator/health/liveness", false))
                    .isEqualTo(200);
            assertThat(status(gateway, port, "/actuator/health/readiness", false))
                    .isEqualTo(200);
            assertThat(status(gateway, port, "/actuator/prometheus", false)).isEqualTo(401);
            assertThat(status(gateway, port, "/actuator/prometheus", true)).isEqualTo(200);
            assertThat(status(gateway, port, "/v1/models", true)).isEqualTo(404);
            assertThat(status(gateway, port, "/console/login", false)).isEqualTo(404);
        }
    }

    /** Outside of the range that the system itself takes ports from. */
    private static int freePort() throws IOException {
        while (true) {
            try (var free = new ServerSocket(ThreadLocalRandom.current().nextInt(15_000, 20_000))) {
                return free.getLocalPort();
            } catch (BindException taken) {
                // another one then
            }
        }
    }

    private static int status(TestingGateway gateway, int port, String path, boolean withToken) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (withToken) {
            request.header("Authorization", "Bearer " + TestingGateway.SERVICE_TOKEN);
        }
        return gateway.send(request.build()).statusCode();
    }
}
