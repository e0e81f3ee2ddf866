package looplm.inference.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes an answer as server-sent events, each flushed at once. Nothing is sent before the first event, so until then an
 * error can still be an ordinary response.
 */
final class SseTokenWriter {

    private static final byte[] DATA = "data: ".getBytes(UTF_8);
    private static final byte[] END = "\n\n".getBytes(UTF_8);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(UTF_8);
    private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(UTF_8);

    private final HttpServletResponse response;
    private final JsonMapper json;
    private boolean started;
    private long lastWrite = System.nanoTime();

    SseTokenWriter(HttpServletResponse response, JsonMapper json) {
        this.response = response;
        this.json = json;
    }

    /** Whether the client has been sent anything. */
    boolean started() {
        return started;
    }

    /** One event; JSON never spans lines. */
    void event(Object payload) throws IOException {
        byte[] content = json.writeValueAsBytes(payload);
        OutputStream out = open();
        out.write(DATA);
        out.write(content);
        out.write(END);
        out.flush();
    }

    /** A comment, which clients skip: keeps proxies from closing a connection that waits. */
    void keepAlive() throws IOException {
        write(KEEP_ALIVE);
    }

    /** The end of a complete answer. */
    void done() throws IOException {
        write(DONE);
    }

    /** Time since something was sent, or since this writer was made. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - lastWrite);
    }

    private void write(byte[] content) throws IOException {
        OutputStream out = open();
        out.write(content);
        out.flush();
    }

    private OutputStream open() throws IOException {
        lastWrite = System.nanoTime();
        if (!started) {
            started = true;
            response.setStatus(HttpServletResponse.SC_OK);
            response.setContentType("text/event-stream;charset=UTF-8");
            response.setHeader("Cache-Control", "no-cache");
            response.setHeader("X-Accel-Buffering", "no");
        }
        return response.getOutputStream();
    }
}
