package looplm.bench.siege.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A connection that speaks HTTP/1.1 by hand, since no library would send what a siege sends. Reads what a server of ours
 * answers; blocks, so give it a virtual thread.
 */
final class RawConnection implements Closeable {

    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);
    private static final int RECEIVE_BUFFER = 4096;

    private final Socket socket;
    private final InputStream in;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /**
     * @param from the client's own address
     */
    static RawConnection open(InetSocketAddress to, InetAddress from) throws IOException {
        return open(to, from, false);
    }

    /** One whose side holds next to nothing of what the server writes. */
    static RawConnection openSmall(InetSocketAddress to, InetAddress from) throws IOException {
        return open(to, from, true);
    }

    private static RawConnection open(InetSocketAddress to, InetAddress from, boolean small) throws IOException {
        var socket = new Socket();
        try {
            if (small) {
                socket.setReceiveBufferSize(RECEIVE_BUFFER);
            }
            socket.setTcpNoDelay(true);
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(to, Math.toIntExact(CONNECT_PATIENCE.toMillis()));
            return new RawConnection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    void send(String ascii) throws IOException {
        send(ascii.getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * Reads an answer, of which each part must come within {@code patience} of the one before.
     *
     * @throws IOException also if the server closes first
     */
    HttpReply reply(Duration patience) throws IOException {
        socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
        String[] status = line().split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/1.")) {
            throw new IOException("no status line: " + String.join(" ", status));
        }
        Map<String, String> headers = headers();
        return new HttpReply(Integer.parseInt(status[1]), headers, body(headers));
    }

    /** Reads and drops up to {@code bytes} of what comes; false if it ended before. */
    boolean skip(int bytes, Duration patience) throws IOException {
        socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
        return in.readNBytes(bytes).length == bytes;
    }

    /** Waits for the server to close, whatever it says before. False if it has not by then. */
    boolean closedWithin(Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        byte[] dropped = new byte[8192];
        try {
            for (long left = limit.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                socket.setSoTimeout(Math.toIntExact(Math.max(1, left)));
                if (in.read(dropped) < 0) {
                    return true;
                }
            }
            return false;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private Map<String, String> headers() throws IOException {
        var headers = new HashMap<String, String>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
            return chunks();
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return exactly(length);
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.writeBytes(exactly(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("closed after " + bytes.length + " of " + length + " bytes of the body");
        }
        return bytes;
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream(80);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed without an answer");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException closedAnyway) {
            // nothing more is wanted of it
        }
    }
}
