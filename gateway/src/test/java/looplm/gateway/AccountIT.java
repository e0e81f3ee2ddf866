package looplm.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import looplm.gateway.testing.TestingGateway;
import looplm.gateway.testing.TestingInferenceServer;
import looplm.gateway.testing.TestingServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** That every step is somebody's, whatever breaks: a try, an answer, a gateway. */
class AccountIT {

    private static final String DEAD_AFTER = "300ms";

    private static TestingGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new TestingGateway("audit.dead-after", DEAD_AFTER, "inference.limits.retry-delay", "1ms");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void forget() throws SQLException {
        gateway.inference.forget();
        gateway.database.execute("looplm_gateway_owner", "DELETE FROM gateway.audit"); // its writer may not
    }

    @Test
    void request_isOpen_fromBeforeItsFirstTokenToItsEnd() {
        var end = Sinks.<String>one();
        gateway.inference.next(TestingInferenceServer.CHAT, TestingServer.stream(Flux.from(end.asMono())));
        CompletableFuture<HttpResponse<String>> answer =
                CompletableFuture.supplyAsync(() -> gateway.chat("\"stream\":true"));
        await().until(() ->
                !gateway.inference.received("POST", TestingInferenceServer.CHAT).isEmpty());

        assertThat(gateway.query("SELECT model FROM open_request")).containsExactly("tiny");
        await().during(Duration.ofSeconds(1))
                .until(() -> gateway.query("SELECT id::text FROM audit").isEmpty());

        end.tryEmitValue(TestingInferenceServer.FIRST
                + TestingInferenceServer.SECOND
                + TestingInferenceServer.USAGE
                + TestingInferenceServer.DONE);
        assertThat(answer.join().statusCode()).isEqualTo(200);
        await().until(() -> gateway.query("SELECT id::text FROM open_request").isEmpty());
        assertThat(gateway.query("SELECT outcome || ' ' || estimated FROM audit"))
                .containsExactly("answered false");
    }

    @Test
    void lostRequest_isClosedInTheDeadOnesPlace_asInferenceCounted() {
        gateway.query(
                "INSERT INTO open_request VALUES (gen_random_uuid(), gen_random_uuid(), 'lost', gen_random_uuid(),"
                        + " '/v1/completions', 'tiny', 'f32-plain', true, 'digest', now()) RETURNING request_id");

        await().until(() -> gateway.query("SELECT id::text FROM open_request").isEmpty());
        assertThat(gateway.query(
                        "SELECT request_id || ' ' || outcome || ' ' || error_code || ' ' || billed_steps || ' '"
                                + " || estimated FROM audit"))
                .containsExactly("lost failed interrupted 21 true");
        assertThat(gateway.inference.received("DELETE", "/internal/requests/")).isNotEmpty();
    }

    @Test
    void lostRequest_staysOpen_whileInferenceCannotBeAsked() {
        gateway.inference.kill();
        try {
            gateway.query(
                    "INSERT INTO open_request VALUES (gen_random_uuid(), gen_random_uuid(), 'later',"
                            + " gen_random_uuid(), '/v1/completions', 'tiny', null, true, 'digest', now()) RETURNING request_id");
            await().during(Duration.ofSeconds(1))
                    .until(() ->
                            gateway.query("SELECT request_id FROM open_request").equals(List.of("later")));
        } finally {
            gateway.inference.start();
        }

        await().until(() -> gateway.query("SELECT request_id FROM audit").equals(List.of("later")));
    }

    @Test
    void stepsOfATryThatBroke_areDiscardedOnes() {
        gateway.inference.next(
                TestingInferenceServer.CHAT, TestingInferenceServer.cutAfter(), TestingInferenceServer.wholeStream());

        assertThat(gateway.chat("\"stream\":true").statusCode()).isEqualTo(200);

        await().untilAsserted(
                        () -> assertThat(gateway.query("SELECT billed_steps || ' ' || discarded_steps FROM audit"))
                                .containsExactly("14 21"));
    }
}
