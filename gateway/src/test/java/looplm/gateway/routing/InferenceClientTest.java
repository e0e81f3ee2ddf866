package looplm.gateway.routing;

import static looplm.gateway.testing.TestingInferenceServer.CHAT;
import static looplm.gateway.testing.TestingInferenceServer.DONE;
import static looplm.gateway.testing.TestingInferenceServer.FIRST;
import static looplm.gateway.testing.TestingServer.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import looplm.edge.ServiceToken;
import looplm.gateway.door.ByteBudget;
import looplm.gateway.door.LongWork;
import looplm.gateway.door.MemorySettings;
import looplm.gateway.error.GatewayException;
import looplm.gateway.testing.TestingInferenceServer;
import looplm.gateway.upstream.ClientStalled;
import looplm.gateway.upstream.Guard;
import looplm.gateway.upstream.MidStreamFailure;
import looplm.gateway.upstream.ServiceClients;
import looplm.gateway.upstream.Upstream;
import looplm.gateway.upstream.UpstreamFailures;
import looplm.gateway.upstream.UpstreamLimits;
import looplm.wire.ErrorCode;
import looplm.wire.inference.FinalCount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.reactivestreams.Subscription;
import org.springframework.http.HttpHeaders;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The time limits of calls, and the permits they hold. */
class InferenceClientTest {

    private static final Duration NEVER = Duration.ofMinutes(5);
    private static final Duration SOON = Duration.ofMillis(300);

    private static final int LONGEST_ANSWER = 1 << 20;

    @AutoClose
    private static final LongWork WORK = new LongWork();

    private final ByteBudget budget =
            new ByteBudget(new MemorySettings(null, DataSize.ofMegabytes(1), 1000), new SimpleMeterRegistry());
    private final TestingInferenceServer server = new TestingInferenceServer();
    private final SeenAttempts seen = new SeenAttempts();

    @TempDir
    private Path folder;

    private static final class SeenAttempts implements InferenceCall.Observer {
        final List<UUID> started = new CopyOnWriteArrayList<>();
        final List<FinalCount> counts = new CopyOnWriteArrayList<>();

        @Override
        public UUID started() {
            started.add(UUID.randomUUID());
            return started.getLast();
        }

        @Override
        public void accepted(HttpHeaders headers) {}

        @Override
        public void cancelled(Mono<FinalCount> count) {
            count.subscribe(counts::add);
        }
    }

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void stream_timesOutOnceAndCancels_whenTheFirstEventIsLate() throws Exception {
        server.always(CHAT, stream(Flux.never()));

        Throwable failure = failure(client(SOON, NEVER, NEVER, 8).stream(call()));

        assertThat(failure)
                .isInstanceOfSatisfying(
                        GatewayException.class, late -> assertThat(late.code()).isEqualTo(ErrorCode.TIMED_OUT));
        assertThat(seen.started).hasSize(1);
        await().untilAsserted(
                        () -> assertThat(server.received("DELETE", "/internal/requests/" + seen.started.getFirst()))
                                .hasSize(1));
    }

    @Test
    void stream_failsMidway_whenTheNextEventIsLate() throws Exception {
        server.always(CHAT, stream(Flux.just(FIRST).concatWith(Flux.never())));

        Throwable failure = failure(client(NEVER, SOON, NEVER, 8).stream(call()));

        assertThat(failure)
                .isInstanceOfSatisfying(
                        MidStreamFailure.class, late -> assertThat(late.code()).isEqualTo(ErrorCode.TIMED_OUT));
        await().untilAsserted(() -> assertThat(seen.counts).hasSize(1));
    }

    @Test
    void stream_learnsTheCount_whenTheCancelOvertakesTheRequest() throws Exception {
        server.always(CHAT, stream(Flux.just(FIRST).concatWith(Flux.never())));
        server.refuseCancels(3);

        client(NEVER, NEVER, NEVER, 8).stream(call()).take(1).blockLast();

        await().untilAsserted(() -> assertThat(seen.counts).hasSize(1));
    }

    @Test
    void stream_blamesTheClient_whenItAsksForNoMore() throws Exception {
        server.always(CHAT, stream(Flux.just(FIRST, FIRST, FIRST).concatWith(Flux.never())));
        var failures = new CopyOnWriteArrayList<Throwable>();

        client(NEVER, SOON, NEVER, 8).stream(call()).subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                request(2);
            }

            @Override
            protected void hookOnError(Throwable failure) {
                failures.add(failure);
            }
        });

        await().untilAsserted(() -> assertThat(failures).singleElement().isInstanceOf(ClientStalled.class));
        await().untilAsserted(() -> assertThat(seen.counts).hasSize(1));
    }

    @Test
    void stream_ends_whenUpstreamHoldsTheConnectionAfterDone() throws Exception {
        server.always(CHAT, stream(Flux.just(FIRST, DONE).concatWith(Flux.never())));

        List<StreamEvent> events = client(NEVER, NEVER, NEVER, 8).stream(call())
                .collectList()
                .blockOptional()
                .orElseThrow();

        assertThat(events).hasSize(2);
        assertThat(events.getLast()).isInstanceOf(StreamEvent.Done.class);
        assertThat(server.received("DELETE", "/")).isEmpty();
    }

    @Test
    void complete_timesOutAndCancels_whenTheAnswerIsLate() throws Exception {
        server.always(CHAT, stream(Flux.never()));

        Throwable failure =
                failure(client(NEVER, NEVER, SOON, 8).complete(call()).flux());

        assertThat(failure)
                .isInstanceOfSatisfying(
                        GatewayException.class, late -> assertThat(late.code()).isEqualTo(ErrorCode.TIMED_OUT));
        await().untilAsserted(() -> assertThat(seen.counts).hasSize(1));
    }

    @Test
    void stream_isRefused_whenAllPermitsAreTaken_andTakesThePermitOfOneThatLeft() throws Exception {
        server.always(CHAT, stream(Flux.never()));
        InferenceClient client = client(NEVER, NEVER, NEVER, 1);
        var first = client.stream(call()).subscribe();

        assertThat(failure(client.stream(call())))
                .isInstanceOfSatisfying(
                        GatewayException.class, full -> assertThat(full.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS));
        first.dispose();
        server.always(CHAT, TestingInferenceServer.wholeStream());
        assertThat(client.stream(call()).collectList().blockOptional().orElseThrow())
                .hasSize(4);
    }

    private static Throwable failure(Flux<?> answer) {
        return answer.ignoreElements()
                .then(Mono.<Throwable>just(new AssertionError("no failure")))
                .onErrorResume(Mono::just)
                .blockOptional()
                .orElseThrow();
    }

    private InferenceCall call() {
        return new InferenceCall(CHAT, "{}".getBytes(StandardCharsets.UTF_8), "account", "r1", budget.claim(), seen);
    }

    private InferenceClient client(Duration first, Duration gap, Duration answer, int permits) throws Exception {
        Path token = Files.writeString(folder.resolve("token"), "service-token-of-tests");
        var limits = new UpstreamLimits(permits, 3, Duration.ofMillis(1), 100, 100, 50, Duration.ofSeconds(1), 1);
        var http = new ServiceClients(WebClient.builder(), ServiceToken.read("token", token))
                .to(URI.create(server.url()), "inference", permits);
        var json = new JsonMapper();
        var failures = new UpstreamFailures(Upstream.INFERENCE, json);
        return new InferenceClient(
                http,
                new Guard(Upstream.INFERENCE, limits, new SimpleMeterRegistry()),
                failures,
                new InferenceSettings(first, gap, answer, Duration.ofSeconds(1), limits),
                json,
                new AnswerReader(json, WORK, LONGEST_ANSWER, failures));
    }
}
