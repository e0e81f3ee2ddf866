package looplm.gateway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A client on a bare socket: it reads byte by byte, stops reading, or leaves, when the test says so. */
public final class RawClient implements AutoCloseable {

    private static final int SMALLEST_BUFFER = 4096;

    private final Socket socket;
    private final StringBuilder seen = new StringBuilder();

    private RawClient(Socket socket) {
        this.socket = socket;
    }

    /**
     * Sends a JSON POST with the demo key, and reads nothing yet.
     *
     * @param headers more lines of the head
     */
    public static RawClient post(TestingGateway gateway, String path, String body, String... headers) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return from(gateway, "127.0.0.1", head(path, length, headers) + "\r\n" + body);
    }

    /** The same, with hardly room for what it never reads. */
    public static RawClient deaf(TestingGateway gateway, String path, String body) {
        return open(gateway, "127.0.0.1", head(path, body.length()) + "\r\n" + body, SMALLEST_BUFFER);
    }

    /** Half a body: more is promised than is sent. */
    public static RawClient half(TestingGateway gateway, String path, String body, int promised) {
        return from(gateway, "127.0.0.1", head(path, promised) + "\r\n" + body);
    }

    private static String head(String path, int length, String... headers) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + TestingGateway.KEY
                + "\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n"
                + Arrays.stream(headers).map(header -> header + "\r\n").collect(Collectors.joining());
    }

    /**
     * Sends a text as it is.
     *
     * @param address one of this machine's, all of 127.0.0.0/8
     */
    public static RawClient from(TestingGateway gateway, String address, String text) {
        return open(gateway, address, text, 0);
    }

    private static RawClient open(TestingGateway gateway, String address, String text, int receiveBuffer) {
        try {
            var socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
            int port = URI.create(gateway.url("/")).getPort();
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(20_000);
            var client = new RawClient(socket);
            client.send(text);
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What does not reach the other side any more, reading will tell. */
    private void send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // closed by the other side
        }
    }

    /** Sends one byte after another, until the other side, or the thread, has enough. */
    public void trickle(char next, long pauseMillis) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                socket.getOutputStream().write(next);
                Thread.sleep(pauseMillis);
            }
        } catch (IOException | InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads until the other side closes or resets the connection. */
    public String readAll() {
        try {
            InputStream in = socket.getInputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                seen.append((char) next);
            }
        } catch (SocketTimeoutException e) {
            throw new UncheckedIOException("still open; read so far: " + seen, e);
        } catch (IOException _) {
            // reset: closed as well
        }
        return seen.toString();
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
