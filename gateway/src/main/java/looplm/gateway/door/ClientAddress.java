package looplm.gateway.door;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Decides which address a request comes from, and whether its client spoke TLS: what the socket says, unless the peer is a
 * trusted proxy. Only then {@code X-Forwarded-For} or {@code Forwarded} is read, from the right, where the nearest proxy
 * wrote: the client is the first address that is no trusted proxy itself. What stands left of it anybody may have sent.
 */
public final class ClientAddress {

    private static final int IPV6_BYTES = 16;
    private static final int NETWORK_BYTES = 8;
    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED_PROTO = "X-Forwarded-Proto";
    private static final String FORWARDED = "Forwarded";

    private final List<AddressBlock> trusted;

    public ClientAddress(List<AddressBlock> trustedProxies) {
        this.trusted = List.copyOf(trustedProxies);
    }

    /** The client's address. The loopback address where the request came through no socket. */
    public InetAddress of(ServerHttpRequest request) {
        InetAddress peer = peer(request);
        if (!isTrusted(peer)) {
            return peer;
        }
        InetAddress byList = client(peer, forwardedFor(request.getHeaders()));
        InetAddress byFields = client(peer, ForwardedField.all(request.getHeaders(), FORWARDED, "for"));
        if (byList.equals(peer) || byFields.equals(peer)) {
            return byList.equals(peer) ? byFields : byList;
        }
        // a proxy writes one of the two and may let a client's other through: which of them lies, nobody can tell
        return byList.equals(byFields) ? byList : peer;
    }

    /** Whether the client's connection is encrypted, here or at a trusted proxy. */
    public boolean isSecure(ServerHttpRequest request) {
        if (request.getSslInfo() != null) {
            return true;
        }
        HttpHeaders headers = request.getHeaders();
        return isTrusted(peer(request))
                && (first(ForwardedField.list(headers, FORWARDED_PROTO)).equalsIgnoreCase("https")
                        || first(ForwardedField.all(headers, FORWARDED, "proto"))
                                .equalsIgnoreCase("https"));
    }

    /** Whether the request came through a trusted proxy. */
    boolean isProxied(ServerHttpRequest request) {
        return !trusted.isEmpty() && isTrusted(peer(request));
    }

    /** Whether {@code peer} is a proxy that speaks for others. */
    public boolean isTrusted(InetAddress peer) {
        return trusted.stream().anyMatch(block -> block.contains(peer));
    }

    /** What is counted as one client: an IPv4 address, the network of an IPv6 one, whose addresses are all one client's. */
    public static InetAddress network(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != IPV6_BYTES) {
            return address;
        }
        Arrays.fill(bytes, NETWORK_BYTES, IPV6_BYTES, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // of an illegal length only
        }
    }

    private InetAddress client(InetAddress peer, List<String> hops) {
        InetAddress nearest = peer;
        for (String hop : hops.reversed()) {
            Optional<InetAddress> address = ForwardedField.address(hop);
            if (address.isEmpty()) {
                return nearest; // hidden, or nonsense: nothing left of it can be trusted
            }
            nearest = address.get();
            if (!isTrusted(nearest)) {
                return nearest;
            }
        }
        return nearest;
    }

    private static List<String> forwardedFor(HttpHeaders headers) {
        return ForwardedField.list(headers, FORWARDED_FOR);
    }

    private static String first(List<String> values) {
        return values.isEmpty() ? "" : values.getFirst();
    }

    private static InetAddress peer(ServerHttpRequest request) {
        InetSocketAddress remote = request.getRemoteAddress();
        @Nullable InetAddress address = remote == null ? null : remote.getAddress();
        return address == null ? InetAddress.getLoopbackAddress() : address;
    }
}
