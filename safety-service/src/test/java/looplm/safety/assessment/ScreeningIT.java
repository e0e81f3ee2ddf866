package looplm.safety.assessment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import looplm.safety.TestingSafetyService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts that take long: one thread screens here, one request may wait for it. */
class ScreeningIT {

    /** Minutes of one processor, with the rules below. */
    private static final String ENDLESS = "{\"input\":\"" + "a b ".repeat(500_000) + "\"}";

    private static final String RULE = "  - {id: r%d, category: S1, score: 0.5, regex: ['(a|b|ab) (b|a) c{3}']}\n";

    private static final String POLICY = "format: 1\ncategories: {S1: {name: n, prompt: {deepen: 0.4}}}\nrules:\n"
            + IntStream.range(0, 1000).mapToObj(RULE::formatted).collect(Collectors.joining());

    @TempDir
    static Path folder;

    private static TestingSafetyService service;

    @BeforeAll
    static void start() throws IOException {
        service = new TestingSafetyService(
                folder,
                "--looplm.safety.max-input-characters=2000000",
                "--looplm.safety.policy-file=" + Files.writeString(folder.resolve("policy.yaml"), POLICY),
                "--looplm.safety.screening-limit=1h",
                "--looplm.safety.screening-threads=1",
                "--looplm.safety.screening-queue=1");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void screening_endsAtTheCallersDeadline_andItsThreadIsFree() {
        HttpResponse<String> response = assess(ENDLESS, 300);

        assertThat(response.statusCode()).isEqualTo(504);
        assertThat(response.body()).contains("\"code\":\"timed_out\"");
        assertThat(assess("{\"input\":\"hello\"}", 60_000).statusCode()).isEqualTo(200);
    }

    @Test
    void screening_ends_whenItsCallerLeaves_andOthersAreRefusedUntilThen() throws Exception {
        var callers = new ArrayList<Socket>();
        for (int waiting = 0; waiting < 2; waiting++) {
            callers.add(send(ENDLESS));
            awaitWaiting(waiting);
        }

        HttpResponse<String> refused = assess("{\"input\":\"hello\"}", 60_000);
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
        assertThat(service.send(service.open("/actuator/health/liveness")).statusCode())
                .isEqualTo(200);
        for (Socket caller : callers) {
            caller.close();
        }
        HttpResponse<String> served = assess("{\"input\":\"hello\"}", 60_000);
        while (served.statusCode() == 429) {
            served = assess("{\"input\":\"hello\"}", 60_000);
        }
        assertThat(served.statusCode()).isEqualTo(200);
        assertThat(metric("looplm_safety_screening_given_up_total{reason=\"caller_left\"}"))
                .isEqualTo(2);
    }

    @Test
    void deadline_isRefused_whenItIsNoNumber() {
        HttpResponse<String> response = service.send(service.request("/v1/assessments")
                .header("Content-Type", "application/json")
                .header("x-looplm-deadline-ms", "soon")
                .POST(BodyPublishers.ofString("{\"input\":\"hello\"}")));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("x-looplm-deadline-ms: soon (expected: milliseconds, 0..86400000)");
    }

    private static HttpResponse<String> assess(String body, long deadlineMillis) {
        return service.send(service.request("/v1/assessments")
                .header("Content-Type", "application/json")
                .header("x-looplm-deadline-ms", Long.toString(deadlineMillis))
                .timeout(Duration.ofMinutes(2))
                .POST(BodyPublishers.ofString(body)));
    }

    private static Socket send(String body) throws Exception {
        byte[] bytes = body.getBytes(UTF_8);
        var socket = new Socket(InetAddress.getLoopbackAddress(), service.port());
        socket.getOutputStream()
                .write(("POST /v1/assessments HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                + TestingSafetyService.TOKEN + "\r\nContent-Type: application/json\r\nContent-Length: "
                                + bytes.length + "\r\n\r\n")
                        .getBytes(UTF_8));
        socket.getOutputStream().write(bytes);
        return socket;
    }

    /** Waits until one is screened and so many wait. */
    private static void awaitWaiting(int count) {
        while (metric("looplm_safety_screening_waiting") != count || metric("looplm_safety_screening_running") != 1) {
            Thread.onSpinWait();
        }
    }

    private static double metric(String name) {
        return service.get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .sum();
    }
}
