package looplm.inference.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import looplm.inference.admission.Attempt;
import looplm.inference.admission.Attempts;
import looplm.inference.admission.BoundedQueue;
import looplm.inference.engine.LoopEngine;
import looplm.inference.engine.Sequence.State;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** How answers end before they are complete: clients that leave, cancels, a full queue, faults, a service that stops. */
@Timeout(60)
class EndsTest {

    private static final String COMPLETIONS = "/v1/completions";
    private static final String ENDLESS =
            "{\"model\":\"gated\",\"prompt\":\"x\",\"max_tokens\":%d,\"ignore_eos\":true,\"stream\":%b}";
    private static final String SHORT = "{\"model\":\"gated\",\"prompt\":\"x\",\"max_tokens\":2}";

    private static final Map<String, Object> PROPERTIES =
            Map.of("looplm.inference.queue-length", 2, "looplm.inference.retry-after", "3s");

    private static GatedModel model;
    private static TestingInference service;

    @BeforeAll
    static void start() {
        model = new GatedModel();
        service = TestingInference.of(model.loaded(), PROPERTIES);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @AfterEach
    void becomeIdle() {
        model.failing(false);
        model.open();
        until("nothing runs", () -> service.bean(LoopEngine.class).stats().takenRows() == 0);
    }

    @Test
    void clientThatLeaves_stopsItsRequestWithinFiveTicks_andTheNextIsServed() {
        model.close(20);
        var client = client(400, true);
        client.events(5);
        CompletableFuture<HttpResponse<String>> next =
                CompletableFuture.supplyAsync(() -> service.post(COMPLETIONS, SHORT));
        awaitWaiting(1);
        Attempt attempt = attempt(client.attempt());

        client.close();
        until("the disconnect is noticed", () -> attempt.sequences().getFirst().cancelled());
        long reached = executed(client.attempt());
        model.open();
        HttpResponse<String> answer = next.join();

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode count = count(client.attempt());
        assertThat(count.path("state").stringValue()).isEqualTo("cancelled");
        assertThat(count.path("finish_reason").isNull()).isTrue();
        assertThat(executed(client.attempt())).isBetween(reached, reached + 5);
    }

    @Test
    void clientThatLeaves_stopsItsRequest_whenTheAnswerIsWhole() {
        model.close(40);
        var client = client(400, false);
        until("ten tokens", () -> executedOrNone(client.attempt()) == 40);
        Attempt attempt = attempt(client.attempt());

        client.close();
        until("the disconnect is noticed", () -> attempt.sequences().getFirst().cancelled());
        model.permit(5);
        until("the end", () -> attempt.sequences().getFirst().ended());

        assertThat(attempt.sequences().getFirst().state()).isEqualTo(State.CANCELLED);
        assertThat(executed(client.attempt())).isLessThanOrEqualTo(45);
    }

    @Test
    void clientThatLeaves_freesItsPlaceInTheQueue() {
        model.close(0);
        var running = client(400, true);
        awaitRunning(running);
        var waiting = client(400, true);
        awaitWaiting(1);
        Attempt attempt = attempt(waiting.attempt());

        waiting.close();
        until("the disconnect is noticed", () -> attempt.sequences().getFirst().cancelled());
        model.permit(1);
        until("the end", () -> attempt.sequences().getFirst().ended());

        assertThat(attempt.sequences().getFirst().counts().billedSteps()).isZero();
        assertThat(service.bean(BoundedQueue.class).size()).isZero();
        running.close();
    }

    @Test
    void clientThatSendsAhead_isNotTakenForGone() {
        model.close(0);
        var client = client(60, true);
        client.write("G");
        awaitRunning(client);
        model.permit(40);
        client.events(5);
        client.write("ET /actuator/health/liveness HTTP/1.1\r\nHost: x\r\n\r\n");
        model.open();

        assertThat(client.events(57).getLast()).isEqualTo("[DONE]");
        String line = client.line();
        while (!line.startsWith("HTTP/1.1")) {
            line = client.line();
        }
        assertThat(line).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void delete_cancelsAtOnce_andAnswersTheFinalCount(boolean stream) {
        var client = client(90_000, stream);
        until("some steps", () -> executedOrNone(client.attempt()) > 8);

        HttpResponse<String> answer = service.send(
                service.request("/internal/requests/" + client.attempt()).DELETE());

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode count = TestingInference.tree(answer.body());
        assertThat(count.path("id").stringValue()).isEqualTo(client.attempt());
        assertThat(count.path("state").stringValue()).isEqualTo("cancelled");
        assertThat(count).isEqualTo(count(client.attempt()));
        JsonNode loop = count.path("usage").path("loop");
        assertThat(loop.path("billed_steps").longValue())
                .isEqualTo(loop.path("prompt_steps").longValue()
                        + loop.path("executed_steps").longValue());
        if (stream) {
            assertBrokenOff(client, "request_cancelled");
        } else {
            assertThat(client.line()).startsWith("HTTP/1.1 409");
        }
    }

    @Test
    void delete_leavesAnAttemptThatEndedAsItIs() {
        String id = UUID.randomUUID().toString();
        service.send(service.json(COMPLETIONS, SHORT)
                .header("x-looplm-attempt-id", id)
                .header("x-looplm-account", "key-1"));

        JsonNode deleted = TestingInference.tree(
                service.send(service.request("/internal/requests/" + id).DELETE())
                        .body());

        assertThat(deleted).isEqualTo(count(id));
        assertThat(deleted.path("state").stringValue()).isEqualTo("finished");
        assertThat(deleted.path("finish_reason").stringValue()).isEqualTo("length");
        assertThat(deleted.path("account").stringValue()).isEqualTo("key-1");
        assertThat(deleted.path("usage").path("completion_tokens").intValue()).isEqualTo(2);
    }

    @Test
    void unknownAttempt_is404() {
        HttpResponse<String> response = service.get("/internal/requests/" + UUID.randomUUID());

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(response.body()).contains("\"detail\":\"id: no attempt of this id is known\"");
        assertThat(service.get("/internal/requests/7").statusCode()).isEqualTo(400);
    }

    @Test
    void attemptId_is409_whileItIsKnown() {
        model.close(0);
        var client = client(400, true);
        awaitRunning(client);

        HttpResponse<String> again = service.send(service.json(COMPLETIONS, SHORT)
                .header("x-looplm-attempt-id", client.attempt().toUpperCase(Locale.ROOT)));

        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body())
                .contains("\"code\":\"duplicate_attempt\"")
                .contains("x-looplm-attempt-id: " + client.attempt() + " is in use");
        client.close();
    }

    @Test
    void fullQueue_is429_withRetryAfter() {
        model.close(0);
        var running = client(400, true);
        awaitRunning(running);
        var first = client(400, true);
        var second = client(400, true);
        awaitWaiting(2);
        String id = UUID.randomUUID().toString();

        HttpResponse<String> response =
                service.send(service.json(COMPLETIONS, SHORT).header("x-looplm-attempt-id", id));

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("retry-after")).hasValue("3");
        assertThat(response.body())
                .isEqualTo("{\"error\":{\"message\":\"queue: full with 2 requests\",\"type\":\"rate_limit_error\","
                        + "\"param\":null,\"code\":\"queue_full\"}}");
        assertThat(service.get("/internal/requests/" + id).statusCode()).isEqualTo(404);
        List.of(running, first, second).forEach(RawClient::close);
    }

    @Test
    void fault_beforeTheFirstByte_isAnOrdinaryError() {
        model.failing(true);
        for (boolean stream : List.of(true, false)) {
            HttpResponse<String> response = service.post(COMPLETIONS, ENDLESS.formatted(5, stream));

            assertThat(response.statusCode()).isEqualTo(500);
            assertThat(response.body())
                    .isEqualTo("{\"error\":{\"message\":\"the answer could not be generated\",\"type\":\"api_error\","
                            + "\"param\":null,\"code\":\"internal\"}}");
        }
    }

    @Test
    void fault_afterTheFirstByte_isAnErrorEventWithoutDone_andTheServiceGoesOn() {
        model.close(4);
        var client = client(400, true);
        client.events(2);
        model.failing(true);
        model.open();

        assertBrokenOff(client, "internal");
        model.failing(false);
        assertThat(service.post(COMPLETIONS, SHORT).statusCode()).isEqualTo(200);
    }

    @Test
    void stop_letsARunningAnswerEnd_andRefusesNewOnes() {
        var gated = new GatedModel();
        try (var stopping = TestingInference.of(gated.loaded(), PROPERTIES)) {
            gated.close(4);
            var client = new RawClient(stopping.port(), COMPLETIONS, ENDLESS.formatted(50, true));
            client.events(2);
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(stopping::stop);
            until(
                    "the drain has begun",
                    () -> stopping.send(stopping.anonymous("/actuator/health/readiness"))
                                    .statusCode()
                            == 503);

            assertThat(stopping.post(COMPLETIONS, SHORT).body()).contains("\"code\":\"shutting_down\"");
            gated.open();
            assertThat(client.events(50).getLast()).isEqualTo("[DONE]");
            stopped.join();
        }
    }

    @Test
    void streamThatWaits_getsComments_andNothingElse() {
        var gated = new GatedModel();
        try (var patient = TestingInference.of(gated.loaded(), Map.of("looplm.inference.keep-alive", "50ms"))) {
            gated.close(0);
            var client = new RawClient(patient.port(), COMPLETIONS, ENDLESS.formatted(3, true));
            client.events(1);
            for (int comments = 0; comments < 3; ) {
                comments += client.line().equals(": keep-alive") ? 1 : 0;
            }
            gated.open();

            assertThat(client.events(4).getLast()).isEqualTo("[DONE]");
        }
    }

    private static void until(String what, Callable<Boolean> condition) {
        await(what)
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(30))
                .until(condition);
    }

    private static void assertBrokenOff(RawClient client, String code) {
        String last = "";
        for (String line = client.line(); !line.equals("0"); line = client.line()) {
            if (line.startsWith("data: ")) {
                last = line;
            }
        }
        assertThat(last).startsWith("data: {\"error\":{").contains("\"code\":\"" + code + "\"");
    }

    private RawClient client(int tokens, boolean stream) {
        return new RawClient(service.port(), COMPLETIONS, ENDLESS.formatted(tokens, stream));
    }

    private Attempt attempt(String id) {
        return (Attempt) service.bean(Attempts.class).inside(id).orElseThrow();
    }

    private JsonNode count(String id) {
        return TestingInference.tree(service.get("/internal/requests/" + id).body());
    }

    private long executed(String id) {
        return count(id).path("usage").path("loop").path("executed_steps").longValue();
    }

    private long executedOrNone(String id) {
        return count(id).path("usage").path("loop").path("executed_steps").longValue(0);
    }

    private void awaitRunning(RawClient client) {
        until(
                "the request has a row",
                () -> "running".equals(count(client.attempt()).path("state").stringValue("")));
    }

    private void awaitWaiting(int requests) {
        until(
                "the queue holds " + requests,
                () -> service.bean(BoundedQueue.class).size() == requests);
    }
}
