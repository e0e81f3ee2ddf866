package looplm.gateway.routing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts bytes into server-sent events, wherever the network cut them. An event ends at its empty line and is handed on
 * with that line's last byte. Not for several threads at once.
 */
final class SseFramer {

    /** An event without an end must not fill the memory. */
    static final int LONGEST_EVENT = 4 << 20;

    private static final String DATA = "data:";

    private final ByteArrayOutputStream event = new ByteArrayOutputStream(512);
    private boolean lineIsEmpty = true;
    private boolean eventIsEmpty = true;
    private boolean afterCarriageReturn;

    /**
     * @param bytes as they came, with the empty line
     * @param data the data lines joined; empty for a comment
     */
    record Frame(byte[] bytes, String data) {}

    /**
     * @return the events that {@code bytes} completed
     * @throws IllegalStateException if an event is longer than {@link #LONGEST_EVENT}
     */
    List<Frame> feed(byte[] bytes) {
        var frames = new ArrayList<Frame>();
        for (byte next : bytes) {
            boolean secondHalfOfCrLf = afterCarriageReturn && next == '\n';
            afterCarriageReturn = next == '\r';
            event.write(next);
            if (secondHalfOfCrLf) {
                continue;
            }
            if (next == '\n' || next == '\r') {
                endLine(frames);
            } else {
                lineIsEmpty = false;
                eventIsEmpty = false;
            }
        }
        if (event.size() > LONGEST_EVENT) {
            throw new IllegalStateException("an event of more than " + LONGEST_EVENT + " bytes");
        }
        return frames;
    }

    private void endLine(List<Frame> frames) {
        if (lineIsEmpty && !eventIsEmpty) {
            byte[] whole = event.toByteArray();
            event.reset();
            eventIsEmpty = true;
            frames.add(new Frame(whole, data(whole)));
        }
        lineIsEmpty = true;
    }

    private static String data(byte[] event) {
        var data = new StringBuilder();
        new String(event, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(DATA))
                .forEach(line -> {
                    String value = line.substring(DATA.length());
                    data.append(data.isEmpty() ? "" : "\n").append(value.startsWith(" ") ? value.substring(1) : value);
                });
        return data.toString();
    }
}
