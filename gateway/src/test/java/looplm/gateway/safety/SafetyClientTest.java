package looplm.gateway.safety;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import looplm.edge.ServiceToken;
import looplm.gateway.error.GatewayException;
import looplm.gateway.error.RelayedError;
import looplm.gateway.testing.TestingSafetyServer;
import looplm.gateway.testing.TestingServer;
import looplm.gateway.upstream.Guard;
import looplm.gateway.upstream.ServiceClients;
import looplm.gateway.upstream.Upstream;
import looplm.gateway.upstream.UpstreamFailures;
import looplm.gateway.upstream.UpstreamLimits;
import looplm.wire.ErrorCode;
import looplm.wire.safety.AssessmentRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

class SafetyClientTest {

    private final TestingSafetyServer server = new TestingSafetyServer();

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void screen_tellsTheDecision_andItsPolicy() throws Exception {
        server.next(
                TestingSafetyServer.PATH,
                TestingSafetyServer.ALLOW,
                TestingSafetyServer.DEEPEN,
                TestingSafetyServer.BLOCK);
        SafetyClient client = client(FailMode.CLOSED);

        assertThat(screen(client)).isEqualTo(new Screening.Allowed("p1"));
        assertThat(screen(client)).isEqualTo(new Screening.Deepened("p1"));
        assertThat(screen(client)).isEqualTo(new Screening.Blocked("p1"));
        assertThat(server.received("POST", "/").getFirst().headers().get("authorization"))
                .isEqualTo("Bearer service-token-of-tests");
    }

    @Test
    void screen_fallsBackAsTheOperatorChose_whenTheServiceIsGone() throws Exception {
        server.kill();

        assertThat(failure(client(FailMode.CLOSED)))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SAFETY_UNAVAILABLE));
        assertThat(screen(client(FailMode.DEEPEN))).isEqualTo(new Screening.Deepened(null));
        assertThat(screen(client(FailMode.OPEN))).isEqualTo(new Screening.Unscreened());
    }

    @Test
    void screen_isUnavailable_whenTheAnswerIsNotReadableOrLateOrAFailure() throws Exception {
        for (TestingServer.Answer answer : List.of(
                TestingServer.json("{\"verdict\":\"maybe\"}"),
                TestingServer.json("{}"),
                TestingServer.json(""),
                TestingServer.error(500, "internal", Map.of()),
                TestingServer.error(401, "invalid_api_key", Map.of()),
                TestingServer.error(404, "not_found", Map.of()),
                TestingServer.stream(Flux.never()))) {
            server.always(TestingSafetyServer.PATH, answer);

            assertThat(failure(client(FailMode.CLOSED)))
                    .as(answer.toString())
                    .isInstanceOfSatisfying(
                            GatewayException.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SAFETY_UNAVAILABLE));
        }
    }

    /** Otherwise a text that safety-service chokes on would be the way around it. */
    @ParameterizedTest
    @EnumSource(FailMode.class)
    void screen_neverPasses_whatTheServiceRefusesToRead(FailMode mode) throws Exception {
        server.always(TestingSafetyServer.PATH, TestingServer.error(413, "request_too_large", Map.of()));

        assertThat(failure(client(mode)))
                .isInstanceOfSatisfying(
                        RelayedError.class, error -> assertThat(error.status()).isEqualTo(413));
        assertThat(server.received("POST", "/")).hasSize(1);
    }

    /** So that safety-service stops: it is told when nobody will wait any longer, and sees the connection close then. */
    @Test
    void screen_tellsItsDeadline_andClosesTheConnection_whenItIsOver() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var header = new CompletableFuture<String>();
            var server = Thread.ofVirtual().start(() -> header.complete(everything(silent)));

            SafetyClient client = client(FailMode.CLOSED, "http://127.0.0.1:" + silent.getLocalPort());
            assertThat(failure(client)).isInstanceOf(GatewayException.class);

            server.join();
            assertThat(header.join().toLowerCase(Locale.ROOT)).contains("x-looplm-deadline-ms: 1000");
        }
    }

    /** All that a client sends until it closes. */
    private static String everything(ServerSocket server) {
        try (var socket = server.accept()) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It has worked for a whole time limit in vain: a second try would cost as much again. */
    @Test
    void screen_isNotTriedAgain_whenTheServiceRanOutOfTime() throws Exception {
        server.always(TestingSafetyServer.PATH, TestingServer.error(504, "timed_out", Map.of()));

        assertThat(failure(client(FailMode.CLOSED))).isInstanceOf(GatewayException.class);
        assertThat(server.received("POST", "/")).hasSize(1);
    }

    private Screening screen(SafetyClient client) {
        return client.screen(question(), "r1").blockOptional().orElseThrow();
    }

    private static Throwable failure(SafetyClient client) {
        return client.screen(question(), "r1")
                .map(screening -> (Throwable) new AssertionError(screening))
                .onErrorResume(Mono::just)
                .blockOptional()
                .orElseThrow();
    }

    private static AssessmentRequest question() {
        return new AssessmentRequest("text", null, AssessmentRequest.PROMPT, null);
    }

    private SafetyClient client(FailMode mode) throws Exception {
        return client(mode, server.url());
    }

    private SafetyClient client(FailMode mode, String url) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "service-token-of-tests");
        var limits = new UpstreamLimits(8, 2, Duration.ofMillis(1), 100, 100, 50, Duration.ofSeconds(1), 1);
        var http = new ServiceClients(WebClient.builder(), ServiceToken.read("token", token))
                .to(URI.create(url), "safety", 8);
        return new SafetyClient(
                http,
                new Guard(Upstream.SAFETY, limits, new SimpleMeterRegistry()),
                new UpstreamFailures(Upstream.SAFETY, new JsonMapper()),
                Duration.ofSeconds(1),
                mode);
    }
}
