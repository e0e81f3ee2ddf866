package looplm.gateway;

import static looplm.gateway.testing.TestingInferenceServer.CHAT;
import static looplm.gateway.testing.TestingInferenceServer.DONE;
import static looplm.gateway.testing.TestingInferenceServer.FIRST;
import static looplm.gateway.testing.TestingInferenceServer.SECOND;
import static looplm.gateway.testing.TestingInferenceServer.USAGE;
import static looplm.gateway.testing.TestingServer.error;
import static looplm.gateway.testing.TestingServer.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import looplm.gateway.testing.RawClient;
import looplm.gateway.testing.TestingGateway;
import looplm.gateway.testing.TestingInferenceServer;
import looplm.wire.Sha256;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.JsonNode;

/** Streams through the gateway: order, flushes, failures before and after the first byte, clients that leave. */
class StreamIT {

    private static final String STREAM = "\"stream\":true";

    private static TestingGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new TestingGateway(
                "inference.limits.retry-delay", "1ms",
                "inference.limits.breaker-window", "10000",
                "inference.limits.breaker-minimum", "10000");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void forget() {
        gateway.inference.forget();
    }

    @Test
    void stream_reachesTheClientEventByEvent_whileUpstreamHoldsTheNext() {
        Sinks.Many<String> upstream = Sinks.many().unicast().onBackpressureBuffer();
        gateway.inference.next(CHAT, stream(upstream.asFlux()));

        try (var client = RawClient.post(gateway, CHAT, TestingGateway.chatBody(STREAM))) {
            upstream.tryEmitNext(FIRST).orThrow();
            String head = client.readUntil(FIRST);
            assertThat(head.toLowerCase(Locale.ROOT))
                    .startsWith("http/1.1 200")
                    .contains("content-type: text/event-stream", "x-looplm-safety: allowed")
                    .contains("x-looplm-model: tiny@0123456789ab", "x-request-id: ");

            upstream.tryEmitNext(SECOND.substring(0, 40)).orThrow();
            upstream.tryEmitNext(SECOND.substring(40)).orThrow();
            client.readUntil("\"billed_steps\":14}}\n\n");
            upstream.tryEmitNext(DONE).orThrow();
            client.readUntil(DONE);
            upstream.tryEmitComplete().orThrow();
        }
    }

    @Test
    void stream_leavesOutTheUsage_whenTheClientDidNotAsk() {
        gateway.inference.next(CHAT, TestingInferenceServer.wholeStream());

        String body = gateway.chat(STREAM).body();

        assertThat(body).isEqualTo(FIRST + SECOND + DONE);
        JsonNode sent =
                gateway.json(gateway.inference.received("POST", CHAT).getFirst().body());
        assertThat(sent.path("stream_options").path("include_usage").booleanValue())
                .isTrue();
    }

    @Test
    void stream_keepsTheUsage_whenTheClientAsked() {
        gateway.inference.next(CHAT, TestingInferenceServer.wholeStream());

        String body = gateway.chat(STREAM + ",\"stream_options\":{\"include_usage\":true}")
                .body();

        assertThat(body).isEqualTo(FIRST + SECOND + USAGE + DONE);
    }

    @Test
    void stream_losesOnlyTheUsage_whenItComesWithAChoice() {
        String last = "data: {\"choices\":[{\"index\":0,\"text\":\"x\"}],\"usage\":{\"prompt_tokens\":1}}\n\n";
        gateway.inference.next(CHAT, stream(Flux.just(last, DONE)));

        assertThat(gateway.chat(STREAM).body())
                .isEqualTo("data: {\"choices\":[{\"index\":0,\"text\":\"x\"}]}\n\n" + DONE);
    }

    @Test
    void stream_isTriedAgainWithAFreshId_whenNothingHasCome() {
        gateway.inference.next(
                CHAT,
                error(503, "shutting_down", Map.of()),
                error(502, "inference_failed", Map.of()),
                TestingInferenceServer.wholeStream());

        HttpResponse<String> response = gateway.chat(STREAM);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(FIRST + SECOND + DONE);
        var ids = gateway.inference.received("POST", CHAT).stream()
                .map(request -> request.headers().get("x-looplm-attempt-id"))
                .toList();
        assertThat(ids).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void stream_cancelsATryById_whenItsConnectionBreaksBeforeTheFirstByte() {
        gateway.inference.next(CHAT, TestingInferenceServer.cutAfter(), TestingInferenceServer.wholeStream());

        assertThat(gateway.chat(STREAM).body()).isEqualTo(FIRST + SECOND + DONE);

        var tries = gateway.inference.received("POST", CHAT);
        assertThat(tries).hasSize(2);
        String first = tries.getFirst().headers().get("x-looplm-attempt-id");
        await().untilAsserted(() -> assertThat(gateway.inference.received("DELETE", "/internal/requests/"))
                .singleElement()
                .satisfies(delete -> assertThat(delete.path()).endsWith(first)));
    }

    @Test
    void stream_isAnHttpError_whenEveryTryFailsBeforeTheFirstByte() {
        gateway.inference.next(
                CHAT,
                error(503, "shutting_down", Map.of("Retry-After", "4")),
                error(503, "shutting_down", Map.of("Retry-After", "4")),
                error(503, "shutting_down", Map.of("Retry-After", "4")));

        HttpResponse<String> response = gateway.chat(STREAM);

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.headers().firstValue("retry-after")).hasValue("4");
        assertThat(gateway.json(response).path("error").path("code").stringValue())
                .isEqualTo("shutting_down");
    }

    @Test
    void stream_isNotTriedAgain_whenTheFailureIsNotPassing() {
        gateway.inference.next(CHAT, error(500, "internal", Map.of()));

        HttpResponse<String> response = gateway.chat(STREAM);

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(gateway.json(response).path("error").path("code").stringValue())
                .isEqualTo("inference_failed");
        assertThat(response.body()).doesNotContain("told by upstream");
        assertThat(gateway.inference.received("POST", CHAT)).hasSize(1);
    }

    @Test
    void stream_endsWithOneErrorEvent_whenUpstreamIsCutAfterTheFirstByte() {
        gateway.inference.next(CHAT, TestingInferenceServer.cutAfter(FIRST));

        HttpResponse<String> response = gateway.chat(STREAM);

        assertThat(response.statusCode()).isEqualTo(200);
        assertEndsWithError(response.body(), "inference_failed");
        assertThat(gateway.inference.received("POST", CHAT)).hasSize(1);
        awaitAudit("failed", "inference_failed");
    }

    @Test
    void stream_endsWithOneErrorEvent_whenUpstreamSendsOne() {
        String told =
                "data: {\"error\":{\"message\":\"queue fell\",\"type\":\"t\",\"param\":null,\"code\":\"timed_out\"}}\n\n";
        gateway.inference.next(CHAT, stream(Flux.just(FIRST, told)));

        HttpResponse<String> response = gateway.chat(STREAM);

        assertEndsWithError(response.body(), "timed_out");
        assertThat(response.body()).contains("queue fell");
        assertThat(gateway.inference.received("POST", CHAT)).hasSize(1);
    }

    @Test
    void stream_endsWithOneErrorEvent_whenUpstreamForgetsDone() {
        gateway.inference.next(CHAT, stream(Flux.just(FIRST, SECOND)));

        assertEndsWithError(gateway.chat(STREAM).body(), "inference_failed");
    }

    @Test
    void stream_isAnHttpError_whenItsFirstEventIsAnError() {
        String told = "data: {\"error\":{\"message\":\"no\",\"type\":\"t\",\"param\":null,\"code\":\"internal\"}}\n\n";
        gateway.inference.next(CHAT, stream(Flux.just(told)));

        HttpResponse<String> response = gateway.chat(STREAM);

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).startsWith("{\"error\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"before the first token", "after it"})
    void leaving_cancelsUpstreamByConnectionAndById(String when) {
        gateway.inference.next(
                CHAT,
                stream(
                        when.startsWith("before")
                                ? Flux.never()
                                : Flux.just(FIRST).concatWith(Flux.never())));

        try (var client = RawClient.post(gateway, CHAT, TestingGateway.chatBody(STREAM))) {
            if (when.startsWith("after")) {
                client.readUntil(FIRST);
            } else {
                await().until(() -> gateway.inference.received("POST", CHAT).size() == 1);
            }
        }

        var sent = gateway.inference.received("POST", CHAT).getFirst();
        String id = sent.headers().get("x-looplm-attempt-id");
        await().untilTrue(sent.left());
        await().untilAsserted(() -> assertThat(gateway.inference.received("DELETE", "/internal/requests/"))
                .singleElement()
                .satisfies(delete -> assertThat(delete.path()).isEqualTo("/internal/requests/" + id)));
        await().untilAsserted(() -> assertThat(
                        gateway.query("SELECT outcome || ' ' || billed_steps || ' ' || completion_tokens FROM audit"
                                + " WHERE attempt_id = '" + id + "'"))
                .containsExactly("cancelled 21 5"));
    }

    @Test
    void leaving_isCountedByInference_whenTheGatewayNoticesItInAWrite() {
        for (int i = 0; i < 20; i++) {
            gateway.inference.forget();
            gateway.inference.next(CHAT, stream(Flux.<String>generate(sink -> sink.next(FIRST))));

            try (var client = RawClient.post(gateway, CHAT, TestingGateway.chatBody(STREAM))) {
                client.readUntil(FIRST);
                client.abort();
            }

            String id = gateway.inference
                    .received("POST", CHAT)
                    .getFirst()
                    .headers()
                    .get("x-looplm-attempt-id");
            await().untilAsserted(() -> assertThat(
                            gateway.query("SELECT outcome || ' ' || billed_steps || ' ' || completion_tokens FROM audit"
                                    + " WHERE attempt_id = '" + id + "'"))
                    .containsExactly("cancelled 21 5"));
        }
    }

    @Test
    void stream_isAskedNoFasterThanTheClientReads() {
        var emitted = new AtomicLong();
        long all = 100_000;
        String event = FIRST.replace("fine", "x".repeat(1000));
        gateway.inference.next(
                CHAT,
                stream(Flux.<String>generate(sink -> {
                            emitted.incrementAndGet();
                            sink.next(event);
                        })
                        .take(all)));

        try (var client = RawClient.post(gateway, CHAT, TestingGateway.chatBody(STREAM))) {
            client.readUntil("data: ");
            var last = new AtomicLong(-1);
            await().during(Duration.ofSeconds(2))
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> emitted.get() == last.getAndSet(emitted.get()));
            assertThat(emitted.get()).isLessThan(all / 2);
        }
    }

    @Test
    void audit_hasTheWholeTruth_whenAStreamWasAnswered() {
        gateway.inference.next(CHAT, TestingInferenceServer.wholeStream());

        String requestId =
                gateway.chat(STREAM).headers().firstValue("x-request-id").orElseThrow();

        await().untilAsserted(() -> assertThat(gateway.query("""
                SELECT concat_ws('|', endpoint, model, streamed, prompt_verdict, coalesce(answer_verdict, 'not screened'),
                    policy_version, outcome, status, finish_reason, prompt_tokens, completion_tokens, billed_steps,
                    length(prompt_digest), answer_digest, first_byte_at >= received_at, finished_at >= first_byte_at)
                FROM audit WHERE request_id = '%s'""".formatted(requestId)))
                .containsExactly("/v1/chat/completions|tiny|t|allowed|not screened|p1|answered|200|stop|3|2|14|64|"
                        + Sha256.hex("fine wörds") + "|t|t"));
    }

    private static void assertEndsWithError(String body, String code) {
        assertThat(body).startsWith(FIRST).doesNotContain("[DONE]").endsWith("\n\n");
        assertThat(body.split("\"error\"", -1)).hasSize(2);
        String lastEvent = body.strip().substring(body.strip().lastIndexOf("data: ") + "data: ".length());
        assertThat(gateway.json(lastEvent).path("error").path("code").stringValue())
                .isEqualTo(code);
    }

    private static void awaitAudit(String outcome, String code) {
        var sent = gateway.inference.received("POST", CHAT).getLast();
        String id = sent.headers().get("x-looplm-attempt-id");
        await().untilAsserted(() -> assertThat(
                        gateway.query("SELECT outcome || ' ' || error_code FROM audit WHERE attempt_id = '" + id + "'"))
                .containsExactly(outcome + " " + code));
    }
}
