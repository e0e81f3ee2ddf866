package looplm.gateway;

import static looplm.gateway.testing.TestingInferenceServer.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import looplm.gateway.testing.RawClient;
import looplm.gateway.testing.TestingGateway;
import looplm.gateway.testing.TestingInferenceServer;
import looplm.gateway.testing.TestingServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bodies and whole answers that clients make large, and leave lying. */
class MemoryIT {

    private static final int BUDGET = 24 << 20;

    /** More than the buffers of a connection take. */
    private static final int ANSWER = 7 << 20;

    private static TestingGateway gateway;
    private final List<RawClient> clients = new ArrayList<>();

    @BeforeAll
    static void start() {
        gateway = new TestingGateway(
                "memory.in-flight", BUDGET + "B",
                "memory.longest-answer", "8MB",
                "inference.limits.breaker-minimum", "2",
                "connections.write-timeout", "2s");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void leave() {
        clients.forEach(RawClient::close);
        gateway.inference.forget();
        await().untilAsserted(() -> assertThat(bytesInFlight()).isZero());
    }

    @Test
    void largeBodies_areRefused_whileManyAreHeld_andSmallOnesAreNot() {
        String large = TestingGateway.chatBody("\"x\":\"" + "x".repeat(1_999_000) + "\"");
        for (int i = 0; i < 9; i++) {
            clients.add(RawClient.half(gateway, CHAT, large.substring(0, 1_990_000), large.length()));
        }
        await().untilAsserted(() -> assertThat(bytesInFlight()).isEqualTo(9 * 1_990_000));

        HttpResponse<String> refused = gateway.post(CHAT, large);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        assertThat(gateway.json(refused).at("/error/message").stringValue())
                .isEqualTo("Requests and answers hold too many bytes (expected: at most 18874368 together).");
        assertThat(gateway.chat("").statusCode()).isEqualTo(200);
    }

    @Test
    void wholeAnswers_areRefused_whileManyAreHeld_andOpenNoBreaker() {
        gateway.inference.next(CHAT, answer(ANSWER), answer(ANSWER), answer(ANSWER), answer(ANSWER));
        clients.add(RawClient.deaf(gateway, CHAT, TestingGateway.chatBody("")));
        await().untilAsserted(() -> assertThat(bytesInFlight()).isGreaterThan(ANSWER));

        for (int i = 0; i < 3; i++) {
            assertThat(gateway.chat("").statusCode()).isEqualTo(429);
        }

        assertThat(gateway.chat("").statusCode()).isEqualTo(200);
    }

    @Test
    void wholeAnswer_isRefused_whenItIsTooLong_andOpensNoBreaker() {
        for (int i = 0; i < 3; i++) {
            gateway.inference.next(CHAT, answer(9 << 20));

            HttpResponse<String> response = gateway.chat("");

            assertThat(response.statusCode()).isEqualTo(413);
            assertThat(gateway.json(response).at("/error/message").stringValue())
                    .isEqualTo("answer: more than 8388608 bytes"
                            + " (expected: fewer choices, tokens or logprobs, or a stream)");
        }
        assertThat(gateway.chat("").statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(
                        gateway.query("SELECT billed_steps FROM audit WHERE error_code = 'request_too_large'"))
                .as("what inference-service counted, though nobody got it")
                .containsExactly("21", "21", "21"));
    }

    @Test
    void longAnswer_comesWhole_logprobsToo() {
        TestingServer.Answer.Whole answer = answer(ANSWER);
        gateway.inference.next(CHAT, answer);

        assertThat(gateway.chat("").body()).isEqualTo(answer.body());
    }

    @Test
    void client_isCut_whenItNeverReads() {
        double before = cut();
        gateway.inference.next(CHAT, answer(ANSWER));
        RawClient deaf = RawClient.deaf(gateway, CHAT, TestingGateway.chatBody(""));
        clients.add(deaf);

        await().untilAsserted(() -> assertThat(cut()).isEqualTo(before + 1));
        await().untilAsserted(() -> assertThat(bytesInFlight()).isZero());
        await().untilAsserted(
                        () -> assertThat(gateway.query("SELECT outcome FROM audit ORDER BY received_at DESC LIMIT 1"))
                                .containsExactly("cancelled"));
    }

    private static double cut() {
        return gateway
                .bean(MeterRegistry.class)
                .find("looplm.gateway.connections.cut")
                .tag("reason", "unread")
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private static double bytesInFlight() {
        return gateway.bean(MeterRegistry.class)
                .get("looplm.gateway.bytes.in.flight")
                .gauge()
                .value();
    }

    /** Mostly logprobs, as large answers are. */
    private static TestingServer.Answer.Whole answer(int bytes) {
        String logprobs = "{\"content\":[" + "{\"token\":\"x\",\"logprob\":-0.5},".repeat(bytes / 32) + "null]}";
        return (TestingServer.Answer.Whole) TestingServer.json(TestingInferenceServer.WHOLE.replace(
                "\"finish_reason\":", "\"logprobs\":" + logprobs + ",\"finish_reason\":"));
    }
}
