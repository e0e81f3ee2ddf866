package looplm.inference.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A client on a plain socket, which can leave at any moment. */
final class RawClient implements AutoCloseable {

    private final String attempt = UUID.randomUUID().toString();
    private final Socket socket;
    private final BufferedReader in;

    /** Posts a body with an attempt id of its own. */
    RawClient(int port, String path, String body) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            String head = "POST " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TestingInference.TOKEN
                    + "\r\nContent-Type: application/json\r\nx-looplm-attempt-id: " + attempt + "\r\nContent-Length: "
                    + body.getBytes(UTF_8).length + "\r\n\r\n";
            write(head + body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String attempt() {
        return attempt;
    }

    /** Reads until this many events have come. */
    List<String> events(int count) {
        var events = new ArrayList<String>();
        while (events.size() < count) {
            String line = line();
            if (line.startsWith("data: ")) {
                events.add(line.substring("data: ".length()));
            }
        }
        return events;
    }

    /** The next line of the response. */
    String line() {
        try {
            String line = in.readLine();
            if (line == null) {
                throw new EOFException("the server closed the connection");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends more bytes. */
    void write(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(UTF_8));
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
