package looplm.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;

/** What no HTTP client would send: a malformed request line, a length without a body. */
public final class RawRequest {

    private RawRequest() {}

    /** Sends a request line that the server's parser refuses; all that it answers. */
    public static String sendMalformedLine(int port) {
        return send(port, "GET /v1/x?y=[{}] HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    /** Sends bytes as they are and no more to a server on the loopback interface; all that it answers. */
    public static String send(int port, String request) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
