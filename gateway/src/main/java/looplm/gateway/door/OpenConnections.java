package looplm.gateway.door;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import looplm.edge.QuietLogger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the connections of all clients and of each, and lets no more in than may be. Where all places are taken the one
 * that has waited longest for a request is closed for the new one: who holds sockets and asks nothing keeps nobody out.
 */
final class OpenConnections {

    private static final Logger LOG = LoggerFactory.getLogger(OpenConnections.class);
    private static final QuietLogger REFUSALS = new QuietLogger(LOG);

    private final int most;
    private final int perAddress;
    private final ClientAddress addresses;
    private final MeterRegistry meters;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final LinkedHashSet<Channel> waiting = new LinkedHashSet<>();

    OpenConnections(ConnectionSettings settings, ClientAddress addresses, MeterRegistry meters) {
        long files = OpenFiles.limit();
        this.most = settings.mostWith(files);
        this.perAddress = settings.perAddress();
        this.addresses = addresses;
        this.meters = meters;
        Gauge.builder("looplm.gateway.connections.open", open, AtomicInteger::get)
                .register(meters);
        if (most > files - OpenFiles.OWN) {
            LOG.warn(
                    "looplm.gateway.connections.most: {} (expected: at most {}: the process may open {} files)",
                    most,
                    Math.max(0, files - OpenFiles.OWN),
                    files);
        }
    }

    /** Whether a new connection may stay; if not, it is closed. */
    boolean admit(Channel channel) {
        InetAddress client = peer(channel);
        if (client != null && !addresses.isTrusted(client) && !enter(ClientAddress.network(client), channel)) {
            refuse(channel, "per-address", perAddress, client);
            return false;
        }
        int now = open.incrementAndGet();
        channel.closeFuture().addListener(_ -> open.decrementAndGet());
        if (now > most && !makeRoom()) {
            refuse(channel, "most", most, client);
            return false;
        }
        return true;
    }

    /** A connection has no request. */
    void waits(Channel channel) {
        synchronized (waiting) {
            waiting.add(channel);
        }
    }

    /** It has one, or is no more. */
    void works(Channel channel) {
        synchronized (waiting) {
            waiting.remove(channel);
        }
    }

    /** Closes a connection at once, whatever is still to be written, and counts why. */
    void cut(Channel channel, String reason) {
        count(reason);
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
        var _ = channel.close();
    }

    void count(String reason) {
        meters.counter("looplm.gateway.connections.cut", "reason", reason).increment();
    }

    private boolean makeRoom() {
        @Nullable Channel oldest;
        synchronized (waiting) {
            oldest = waiting.isEmpty() ? null : waiting.removeFirst();
        }
        if (oldest == null) {
            return false;
        }
        REFUSALS.warn("looplm.gateway.connections.most: {} are open; those that wait for a request are closed", most);
        cut(oldest, "room");
        return true;
    }

    private boolean enter(InetAddress client, Channel channel) {
        int now = byAddress.merge(client, 1, Integer::sum);
        channel.closeFuture()
                .addListener(_ -> byAddress.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1));
        return now <= perAddress;
    }

    private void refuse(Channel channel, String limit, int value, @Nullable InetAddress client) {
        REFUSALS.warn("looplm.gateway.connections.{}: {}; a connection from {} is closed", limit, value, client);
        cut(channel, limit);
    }

    private static @Nullable InetAddress peer(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress address ? address.getAddress() : null;
    }
}
