package looplm.gateway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client on a bare socket: it reads byte by byte, stops reading, or leaves, when the test says so. */
public final class RawClient implements AutoCloseable {

    private final Socket socket;
    private final StringBuilder seen = new StringBuilder();

    private RawClient(Socket socket) {
        this.socket = socket;
    }

    /** Sends a JSON POST with the demo key, and reads nothing yet. */
    public static RawClient post(TestingGateway gateway, String path, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + TestingGateway.KEY
                + "\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        try {
            var socket = new Socket(
                    InetAddress.getLoopbackAddress(),
                    URI.create(gateway.url("/")).getPort());
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(bytes);
            return new RawClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads until {@code text} has come.
     *
     * @return all that was read so far
     * @throws IllegalStateException if the connection ends before
     */
    public String readUntil(String text) {
        try {
            InputStream in = socket.getInputStream();
            while (seen.indexOf(text) < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new IllegalStateException("ended before \"" + text + "\": " + seen);
                }
                seen.append((char) next);
            }
            return seen.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("read so far: " + seen, e);
        }
    }

    /** Leaves as a process does that is killed: what the gateway still writes fails. */
    public void abort() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
