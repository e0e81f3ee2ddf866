package looplm.inference.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import looplm.inference.admission.Attempts;
import looplm.inference.admission.BilledWork;
import looplm.inference.admission.ScoringAttempt;
import looplm.inference.engine.LoopEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** How scoring ends, and what it is counted at. Every continuation is a piece of its own here. */
@Timeout(60)
class ScoreEndsTest {

    private static final String FIVE =
            "{\"model\":\"gated\",\"context\":[3,4],\"continuations\":[[5],[5],[5],[5],[5]],\"steps\":3}";

    private static GatedModel model;
    private static TestingInference service;

    @BeforeAll
    static void start() {
        model = new GatedModel();
        service = TestingInference.of(model.loaded(), Map.of("looplm.inference.scoring-queue", 1));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @AfterEach
    void open() {
        model.open();
    }

    @Test
    void delete_cancelsBetweenTwoPieces_andAnswersTheFinalCount() {
        model.close(2);
        String id = UUID.randomUUID().toString();
        CompletableFuture<HttpResponse<String>> scores = post(id);
        until("two pieces", () -> billed(id) == (2 + 2) * 3);
        ScoringAttempt attempt = attempt(id);

        CompletableFuture<JsonNode> deleted = CompletableFuture.supplyAsync(() -> delete(id));
        until("the cancel has come", () -> attempt.scoring().cancelled());
        model.permit(1);

        JsonNode count = deleted.join();
        assertThat(count.path("state").stringValue()).isEqualTo("cancelled");
        assertThat(count.path("finish_reason").isNull()).isTrue();
        assertThat(count.path("account").stringValue()).isEqualTo("key-7");
        assertThat(count.at("/usage/prompt_tokens").intValue()).isEqualTo(2 + 3);
        assertThat(count.at("/usage/completion_tokens").intValue()).isZero();
        assertThat(count.at("/usage/loop/billed_steps").longValue()).isEqualTo((2 + 3) * 3);
        assertThat(count.at("/usage/loop/prompt_steps").longValue()).isEqualTo((2 + 3) * 3);
        assertThat(count(id)).isEqualTo(count);
        assertThat(scores.join().statusCode()).isEqualTo(409);
        assertThat(scores.join().body()).contains("\"code\":\"request_cancelled\"");
        assertNothingIsHeld();
    }

    @Test
    void delete_endsATaskThatWaits_unbilled() {
        model.close(0);
        String first = UUID.randomUUID().toString();
        CompletableFuture<HttpResponse<String>> running = post(first);
        until("the first runs", () -> state(first).equals("running"));
        String id = UUID.randomUUID().toString();
        CompletableFuture<HttpResponse<String>> waiting = post(id);
        until("the second waits", () -> state(id).equals("queued"));
        ScoringAttempt attempt = attempt(id);

        CompletableFuture<JsonNode> deleted = CompletableFuture.supplyAsync(() -> delete(id));
        until("the cancel has come", () -> attempt.scoring().cancelled());
        model.open();

        assertThat(deleted.join().path("state").stringValue()).isEqualTo("cancelled");
        assertThat(deleted.join().at("/usage/loop/billed_steps").longValue()).isZero();
        assertThat(waiting.join().statusCode()).isEqualTo(409);
        assertThat(running.join().statusCode()).isEqualTo(200);
        assertNothingIsHeld();
    }

    @Test
    void count_isWhatTheAnswerSays_whenItIsComplete() {
        String id = UUID.randomUUID().toString();
        JsonNode answer = TestingInference.tree(post(id).join().body());

        assertThat(answer.path("billed_steps").longValue()).isEqualTo((2 + 5) * 3);
        assertThat(count(id).path("state").stringValue()).isEqualTo("finished");
        assertThat(billed(id)).isEqualTo((2 + 5) * 3);
        assertThat(delete(id)).isEqualTo(count(id));
    }

    @Test
    void id_isRefused_whileItIsKnown_andNotRemembered_whenThereIsNoRoom() {
        model.close(0);
        String first = UUID.randomUUID().toString();
        CompletableFuture<HttpResponse<String>> running = post(first);
        until("the first runs", () -> state(first).equals("running"));
        String second = UUID.randomUUID().toString();
        CompletableFuture<HttpResponse<String>> waiting = post(second);
        until("the second waits", () -> state(second).equals("queued"));
        String third = UUID.randomUUID().toString();

        assertThat(post(first).join().body()).contains("\"code\":\"duplicate_attempt\"");
        assertThat(post(third).join().statusCode()).isEqualTo(429);
        assertThat(service.get("/internal/requests/" + third).statusCode()).isEqualTo(404);
        model.open();
        assertThat(running.join().statusCode()).isEqualTo(200);
        assertThat(waiting.join().statusCode()).isEqualTo(200);
    }

    private static CompletableFuture<HttpResponse<String>> post(String id) {
        HttpRequest.Builder request = service.json("/internal/score", FIVE)
                .header("x-looplm-attempt-id", id)
                .header("x-looplm-account", "key-7");
        return CompletableFuture.supplyAsync(() -> service.send(request));
    }

    private static JsonNode delete(String id) {
        return TestingInference.tree(
                service.send(service.request("/internal/requests/" + id).DELETE())
                        .body());
    }

    private static JsonNode count(String id) {
        return TestingInference.tree(service.get("/internal/requests/" + id).body());
    }

    private static long billed(String id) {
        return count(id).at("/usage/loop/billed_steps").longValue(-1);
    }

    private static String state(String id) {
        return count(id).path("state").stringValue("");
    }

    private static ScoringAttempt attempt(String id) {
        Optional<BilledWork> inside = service.bean(Attempts.class).inside(id);
        return (ScoringAttempt) inside.orElseThrow();
    }

    private static void assertNothingIsHeld() {
        until("nothing is held", () -> service.bean(LoopEngine.class).memory().reservedBlocks() == 0);
    }

    private static void until(String what, Callable<Boolean> condition) {
        await(what)
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(30))
                .until(condition);
    }
}
