package looplm.bench.siege.client;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Connections that good clients keep between requests, as any HTTP library does: by address, for a moment. */
final class Connections implements Closeable {

    private static final long KEPT_NANOS = Duration.ofSeconds(2).toNanos();

    private record Idle(RawConnection connection, long since) {}

    private final Map<InetAddress, Deque<Idle>> idle = new HashMap<>();
    private boolean closed;

    HttpReply exchange(SiegeClient caller, String head, byte[] body) throws IOException {
        byte[] request = new byte[head.length() + body.length];
        System.arraycopy(head.getBytes(StandardCharsets.ISO_8859_1), 0, request, 0, head.length());
        System.arraycopy(body, 0, request, head.length(), body.length);
        Optional<RawConnection> kept = take(caller.from());
        RawConnection connection = kept.isPresent() ? kept.get() : caller.connect();
        boolean whole = false;
        try {
            connection.send(request);
            HttpReply reply = connection.reply(SiegeClient.PATIENCE);
            whole = !reply.closes();
            return reply;
        } finally {
            if (whole) {
                keep(caller.from(), connection);
            } else {
                connection.close();
            }
        }
    }

    private synchronized Optional<RawConnection> take(InetAddress from) {
        Deque<Idle> mine = idle.getOrDefault(from, new ArrayDeque<>());
        for (Idle last = mine.pollLast(); last != null; last = mine.pollLast()) {
            if (System.nanoTime() - last.since() < KEPT_NANOS) {
                return Optional.of(last.connection());
            }
            last.connection().close();
        }
        return Optional.empty();
    }

    private synchronized void keep(InetAddress from, RawConnection connection) {
        if (closed) {
            connection.close();
        } else {
            idle.computeIfAbsent(from, _ -> new ArrayDeque<>()).addLast(new Idle(connection, System.nanoTime()));
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        idle.values().forEach(mine -> mine.forEach(one -> one.connection().close()));
        idle.clear();
    }
}
