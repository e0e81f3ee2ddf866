package looplm.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What holds between the services: who may read what, who notices a client that left, what an outage looks like. */
class ServicesIT {

    private static final Platform PLATFORM = Platform.running();

    @Test
    void gatewaysRole_cannotReadEvaluations() throws Exception {
        try (var connection = PLATFORM.connect("looplm_gateway");
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("SELECT * FROM eval.run"))
                    .hasMessageContaining("permission denied for schema eval");
        }
    }

    @Test
    void inferencesOwnCount_showsEveryStep_whenTheRequestWasDeepened() throws Exception {
        String body = FirstAnswerIT.chat("make bob boss item", "\"loop\":{\"max_steps\":1},\"temperature\":0");
        PLATFORM.post("/v1/chat/completions", body, "x-request-id", "acceptance-deepened");

        try (var connection = PLATFORM.connect("looplm_gateway");
                var statement = connection.prepareStatement(
                        "SELECT attempt_id FROM audit WHERE request_id = 'acceptance-deepened'")) {
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                try (var rows = statement.executeQuery()) {
                    return rows.next();
                }
            });
            try (var rows = statement.executeQuery()) {
                rows.next();
                var count = Platform.json(
                        PLATFORM.getInternal(PLATFORM.inference("/internal/requests/" + rows.getString(1))));
                assertThat(count.path("state").stringValue()).isEqualTo("finished");
                long decoded = count.at("/usage/completion_tokens").longValue() - 1;
                assertThat(count.at("/usage/loop/executed_steps").longValue()).isEqualTo(decoded * 4);
            }
        }
    }

    @Test
    void executedSteps_stopGrowing_whenTheClientLeaves() throws Exception {
        String attempt = UUID.randomUUID().toString();
        String body = FirstAnswerIT.chat(
                "thanks",
                "\"stream\":true,\"max_tokens\":400,\"ignore_eos\":true,\"loop\":{\"min_steps\":4,\"max_steps\":4}");
        var uri = PLATFORM.inference("/v1/chat/completions");
        try (var socket = new Socket(uri.getHost(), uri.getPort())) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String head = """
                    POST /v1/chat/completions HTTP/1.1\r
                    Host: 127.0.0.1\r
                    Authorization: Bearer %s\r
                    Content-Type: application/json\r
                    x-looplm-attempt-id: %s\r
                    Content-Length: %d\r
                    \r
                    """.formatted(PLATFORM.serviceToken(), attempt, bytes.length);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(bytes);
            var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            int events = 0;
            while (events < 5) {
                if (lines.readLine().startsWith("data:")) {
                    events++;
                }
            }
            // leave with unread data: the peer is told at once, by a reset
            socket.setSoLinger(true, 0);
        }
        var count = PLATFORM.inference("/internal/requests/" + attempt);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Platform.json(PLATFORM.getInternal(count))
                        .path("state")
                        .stringValue()
                        .equals("cancelled"));

        assertThat(Platform.json(PLATFORM.getInternal(count))
                        .at("/usage/completion_tokens")
                        .intValue())
                .as("far from the 400 tokens that were asked for")
                .isLessThan(400);
        assertThat(PLATFORM.post("/v1/chat/completions", FirstAnswerIT.chat("thanks", "\"max_tokens\":4"))
                        .statusCode())
                .as("the next request is served")
                .isEqualTo(200);
    }

    @Test
    void safetyKilled_isAnOutageThatTellsTheTruth_andHealsWhenItIsBack() throws Exception {
        long pid = service("safety").path("pid").longValue();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true));

        var outage = PLATFORM.post("/v1/chat/completions", FirstAnswerIT.chat("thanks", "\"max_tokens\":4"));

        assertThat(outage.statusCode()).as(outage.body()).isEqualTo(503);
        assertThat(Platform.json(outage).at("/error/code").stringValue()).isEqualTo("safety_unavailable");
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> PLATFORM.post("/v1/chat/completions", FirstAnswerIT.chat("thanks", "\"max_tokens\":4"))
                                .statusCode()
                        == 200);
        assertThat(service("safety").path("pid").longValue()).isNotEqualTo(pid);
    }

    private static tools.jackson.databind.JsonNode service(String name) {
        for (var service : PLATFORM.status().path("services")) {
            if (service.path("name").stringValue().equals(name)) {
                return service;
            }
        }
        throw new AssertionError("no service " + name);
    }
}
