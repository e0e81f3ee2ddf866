package looplm.gateway;

import static looplm.gateway.testing.TestingInferenceServer.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import looplm.gateway.testing.RawClient;
import looplm.gateway.testing.TestingGateway;
import looplm.gateway.testing.TestingServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;

/** Clients that hold connections, send halves, never read, or speak no HTTP. */
class ConnectionsIT {

    private static final int MOST = 12;
    private static final int PER_ADDRESS = 6;

    private static TestingGateway gateway;
    private final List<RawClient> clients = new ArrayList<>();

    @BeforeAll
    static void start() {
        gateway = new TestingGateway(
                "trusted-proxies", "127.0.0.1",
                "audit.unwritten", "" + PER_ADDRESS,
                "connections.most", "" + MOST,
                "connections.per-address", "" + PER_ADDRESS,
                "connections.head-timeout", "700ms",
                "connections.idle-timeout", "600ms",
                "connections.body-timeout", "1500ms",
                "connections.body-pause", "700ms",
                "connections.write-timeout", "1s");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void leave() {
        clients.forEach(RawClient::close);
        await().until(() -> openConnections() == 0);
    }

    private static double openConnections() {
        return gateway.bean(MeterRegistry.class)
                .get("looplm.gateway.connections.open")
                .gauge()
                .value();
    }

    @Test
    void halfBody_isAnsweredInTime_andHoldsNoPlaceOfTheAudit() {
        RawClient half = open("127.0.0.2", head(CHAT, "Content-Length: 500") + "{\"model\":");
        for (int i = 1; i < PER_ADDRESS; i++) {
            open("127.0.0.2", head(CHAT, "Content-Length: 500"));
        }

        assertThat(gateway.chat("").statusCode()).isEqualTo(200);
        String answer = half.readAll();

        assertThat(answer)
                .startsWith("HTTP/1.1 408 ")
                .contains("x-request-id: mine", "application/json", "\"code\":\"request_timeout\"")
                .contains("body: not complete (expected: within 1500 ms, with no pause of 700 ms)");
    }

    @Test
    void trickledBody_isCut_whenItTakesTooLongInAll() {
        RawClient slow = open("127.0.0.2", head(CHAT, "Content-Length: 500"));
        long begin = System.nanoTime();
        var trickle = Thread.ofVirtual().start(() -> slow.trickle(' ', 100));

        assertThat(slow.readAll()).startsWith("HTTP/1.1 408 ");
        assertThat(System.nanoTime() - begin).isGreaterThan(1_400_000_000L);
        trickle.interrupt();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            silence            | -
            half a head        | GET /v1/models HTTP/1.1\\r\\nHost: x\\r\\nx-a:
            """)
    void connection_isClosed_whenNoHeadComes(String kind, String sent) {
        RawClient idle = open("127.0.0.2", sent == null ? "" : sent.replace("\\r\\n", "\r\n"));

        assertThat(idle.readAll()).as(kind).isEmpty();
    }

    @Test
    void connection_isClosed_whenNoRequestFollows() {
        RawClient client = open("127.0.0.2", "GET /actuator/health/liveness HTTP/1.1\r\nHost: x\r\n\r\n");

        assertThat(client.readAll()).startsWith("HTTP/1.1 200 ").endsWith("{\"status\":\"UP\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hello                                        | 400 | invalid_value     | request: not valid HTTP/1.1
            GET /%s HTTP/1.1\\r\\nHost: x                  | 414 | uri_too_long      | request line: too long
            GET /v1/models HTTP/1.1\\r\\nx-long: %s        | 431 | headers_too_large | headers: too large
            POST /v1/completions HTTP/1.1\\r\\nHost: x\\r\\nAuthorization: Bearer KEY\\r\\nContent-Type: application/json\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nzz | 400 | invalid_value | request: not valid HTTP/1.1
            """)
    void noHttp_isAnsweredAsPromised(String sent, int status, String code, String message) {
        String text =
                sent.replace("\\r\\n", "\r\n").replace("%s", "a".repeat(20_000)).replace("KEY", TestingGateway.KEY)
                        + "\r\n\r\n";

        String answer = open("127.0.0.2", text).readAll();

        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("x-request-id: ", "\"code\":\"" + code + "\"", "\"message\":\"" + message + "\"");
    }

    @Test
    void connections_areBoundedByAddress() {
        for (int i = 0; i < PER_ADDRESS; i++) {
            open("127.0.0.3", "");
        }
        await().until(() -> openConnections() == PER_ADDRESS);

        assertThat(open("127.0.0.3", head("/v1/models", "")).readAll()).isEmpty();
        assertThat(open("127.0.0.4", get("/actuator/health/liveness")).readUntil("UP"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void newConnection_takesTheLongestWaitingOnesPlace_whenAllAreTaken() {
        RawClient oldest = open("127.0.0.5", "");
        await().until(() -> openConnections() == 1);
        for (int i = 1; i < MOST; i++) {
            open("127.0.0." + (5 + i % 3), "");
        }
        await().until(() -> openConnections() == MOST);

        assertThat(open("127.0.0.9", get("/actuator/health/liveness")).readUntil("UP"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(oldest.readAll()).isEmpty();
    }

    @Test
    void requestsThroughAProxy_areBoundedByTheForwardedAddress() {
        for (int i = 0; i < PER_ADDRESS; i++) {
            gateway.inference.next(CHAT, TestingServer.stream(Flux.never()));
            clients.add(RawClient.post(
                    gateway, CHAT, TestingGateway.chatBody("\"stream\":true"), "X-Forwarded-For: 203.0.113.9"));
        }
        await().untilAsserted(() -> assertThat(forwarded("203.0.113.9")).isEqualTo(429));

        assertThat(forwarded("203.0.113.10")).isEqualTo(200);
        gateway.inference.forget();
    }

    private static int forwarded(String client) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url("/actuator/health/liveness")))
                        .header("X-Forwarded-For", client)
                        .build())
                .statusCode();
    }

    private RawClient open(String from, String text) {
        RawClient client = RawClient.from(gateway, from, text);
        clients.add(client);
        return client;
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    private static String head(String path, String header) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TestingGateway.KEY
                + "\r\nx-request-id: mine\r\nContent-Type: application/json\r\n" + header + "\r\n\r\n";
    }
}
