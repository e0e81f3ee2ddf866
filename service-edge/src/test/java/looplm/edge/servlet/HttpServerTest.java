package looplm.edge.servlet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Clients that keep a server waiting. */
class HttpServerTest {

    private static final String HEAD = "POST /v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
            + TestingEdge.TOKEN + "\r\nContent-Type: application/json\r\n";

    private static final int CLOSED = -1;

    @Test
    void connection_isClosedAtOnce_whenThereAreAsManyAlready() throws Exception {
        try (var edge = new TestingEdge("http.connections=3")) {
            var idle = new ArrayList<Socket>();
            for (int i = 0; i < 3; i++) {
                idle.add(connect(edge));
                assertThat(trickle(idle.get(i), "GET /v", 1)).isTrue();
            }

            try (var more = connect(edge)) {
                more.setSoTimeout(10_000);
                assertThat(readOrReset(more)).isEqualTo(CLOSED);
            }
            for (Socket socket : idle) {
                socket.close();
            }
            assertThat(answerWhenThereIsRoom(edge)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void connection_isClosed_whenItsHeaderComesByteByByte() throws Exception {
        try (var edge = new TestingEdge("http.header-timeout=200ms", "http.silence=5s");
                var socket = connect(edge)) {
            assertThat(trickle(socket, HEAD + "x-more: " + "a".repeat(1000), 50))
                    .isFalse();
        }
    }

    @Test
    void body_isRefused_whenItComesByteByByte() throws Exception {
        try (var edge = new TestingEdge("http.body-timeout=200ms", "http.silence=5s");
                var socket = connect(edge)) {
            socket.getOutputStream()
                    .write((HEAD + "Connection: close\r\nContent-Length: 1000\r\n\r\n").getBytes(US_ASCII));

            assertThat(trickle(socket, "{" + " ".repeat(998), 50)).isFalse();
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("TTP/1.1 408")
                    .contains("\"code\":\"request_timeout\"");
        }
    }

    @Test
    void body_isRefused_whenItsRestNeverComes() throws Exception {
        try (var edge = new TestingEdge("http.silence=200ms");
                var socket = connect(edge)) {
            socket.getOutputStream()
                    .write((HEAD + "Connection: close\r\nContent-Length: 1000\r\n\r\n{").getBytes(US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .startsWith("HTTP/1.1 408")
                    .contains("\"code\":\"request_timeout\"");
        }
    }

    @Test
    void answer_isGivenUp_whenNobodyReadsIt() throws Exception {
        try (var edge = new TestingEdge("http.silence=200ms");
                var socket = connect(edge)) {
            socket.getOutputStream()
                    .write(("GET /flood HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TestingEdge.TOKEN + "\r\n\r\n")
                            .getBytes(US_ASCII));

            assertThat(edge.flooded().await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void probes_areServed_whileTheFirstDoorIsFull_andNothingElseIs() throws Exception {
        int probePort = freePort();
        try (var edge = new TestingEdge("http.connections=1", "probe-port=" + probePort);
                var only = connect(edge);
                var http = HttpClient.newHttpClient()) {
            assertThat(trickle(only, "GET /v", 1)).isTrue();

            assertThat(get(http, probePort, "/actuator/ping").body()).isEqualTo("pong");
            assertThat(get(http, probePort, "/id").statusCode()).isEqualTo(404);
            assertThat(get(http, probePort, "/actuator/../id").statusCode()).isEqualTo(404);
            assertThat(get(http, probePort, "/actuator/ping", "nobody").statusCode())
                    .isEqualTo(401);
        }
    }

    private static Socket connect(TestingEdge edge) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), edge.port());
    }

    /**
     * Sends byte by byte.
     *
     * @return whether all could be sent before the server answered or closed
     */
    private static boolean trickle(Socket socket, String text, int pauseMillis) throws IOException {
        socket.setSoTimeout(pauseMillis);
        for (byte b : text.getBytes(US_ASCII)) {
            try {
                socket.getOutputStream().write(b);
                socket.getInputStream().read();
                return false;
            } catch (SocketTimeoutException e) {
                // the pause is over, and nothing came
            } catch (SocketException e) {
                return false;
            } finally {
                socket.setSoTimeout(60_000);
            }
            socket.setSoTimeout(pauseMillis);
        }
        return true;
    }

    private static int readOrReset(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketException e) {
            return CLOSED;
        }
    }

    private static String answerWhenThereIsRoom(TestingEdge edge) throws IOException {
        while (true) {
            try (var socket = connect(edge)) {
                socket.getOutputStream()
                        .write((HEAD + "Connection: close\r\nContent-Length: 2\r\n\r\n{}").getBytes(US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
                if (!answer.isEmpty()) {
                    return answer;
                }
            } catch (SocketException e) {
                Thread.onSpinWait();
            }
        }
    }

    private static HttpResponse<String> get(HttpClient http, int port, String path) throws Exception {
        return get(http, port, path, TestingEdge.TOKEN);
    }

    private static HttpResponse<String> get(HttpClient http, int port, String path, String token) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
