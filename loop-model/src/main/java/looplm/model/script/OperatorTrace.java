package looplm.model.script;

import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The operators behind a call, with the sizes that libtorch's own profiler saw: what a text costs is read from what ran,
 * not from what the text seems to say.
 *
 * <p>Threads: the profiler sees the calling thread only, and there is one in a process: calls wait for one another.
 */
public final class OperatorTrace {

    private static final ReentrantLock PROFILER = new ReentrantLock();

    private static final Map<String, Long> UNITS = Map.of("b", 1L, "Kb", 1L << 10, "Mb", 1L << 20, "Gb", 1L << 30);

    private OperatorTrace() {}

    /**
     * Runs a call under the profiler, much slower than without.
     *
     * @return the outermost operators, in order
     */
    public static List<Operator> of(Runnable call) {
        PROFILER.lock();
        try {
            Path file = Files.createTempFile("looplm-operators", ".json");
            try {
                JniUtils.startProfile(false, true, true);
                try {
                    call.run();
                } finally {
                    JniUtils.stopProfile(file.toString());
                }
                return tree(JsonMapper.shared().readTree(Files.readString(file)));
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            PROFILER.unlock();
        }
    }

    private record Timed(double begun, Operator operator) {}

    /** Events come in the order of their ends: those that began within an event are its parts. */
    private static List<Operator> tree(JsonNode events) {
        Deque<Timed> open = new ArrayDeque<>();
        for (JsonNode event : events) {
            double begun = event.required("ts").asDouble();
            var parts = new ArrayList<Operator>();
            while (!open.isEmpty() && open.peek().begun() >= begun) {
                parts.add(open.pop().operator());
            }
            Collections.reverse(parts);
            open.push(new Timed(begun, operator(event, parts)));
        }
        var outermost = new ArrayList<Operator>();
        open.descendingIterator().forEachRemaining(timed -> outermost.add(timed.operator()));
        return outermost;
    }

    private static Operator operator(JsonNode event, List<Operator> parts) {
        var shapes = new ArrayList<List<Long>>();
        for (JsonNode shape : event.required("shape")) {
            var sizes = new ArrayList<Long>();
            shape.forEach(size -> sizes.add(size.asLong()));
            shapes.add(sizes);
        }
        return new Operator(
                event.required("name").asString(),
                shapes,
                bytes(event.required("cpu mem").asString()),
                parts);
    }

    /** A number and its unit, such as {@code -7.81 Mb}. */
    private static long bytes(String told) {
        int space = told.indexOf(' ');
        Long unit = UNITS.get(told.substring(space + 1));
        if (unit == null) {
            throw new IllegalStateException("cpu mem: " + told + " (expected: b, Kb, Mb or Gb)");
        }
        return Math.round(Double.parseDouble(told.substring(0, space)) * unit);
    }
}
