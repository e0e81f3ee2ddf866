package looplm.bench.siege.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * Who makes one attempt: from an address of its own, with an id that finds it in the platform's books.
 *
 * @param otherKey of those who take more than their share
 * @param requestId unique in the siege
 */
record SiegeClient(
        Target target, String otherKey, InetAddress from, String requestId, Connections connections, ClientBook book) {

    /** How long an answer may keep silent. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int ADDRESSES = 200;

    /** An address of the loopback network, of which there are many; the group tells good clients from the others. */
    static InetAddress address(int group, long number) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, (byte) group, (byte) (1 + number % ADDRESSES)});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    RawConnection connect() throws IOException {
        return RawConnection.open(target.gateway(), from);
    }

    /** Sends a whole request and reads its answer, over a connection that is kept. */
    HttpReply post(String path, String key, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        return connections.exchange(this, head("POST", path, key, Map.of("Content-Length", "" + body.length)), body);
    }

    /** Request line and headers. */
    String head(String method, String path, String key, Map<String, String> more) {
        var head = new StringBuilder(
                method + " " + path + " HTTP/1.1\r\nHost: siege\r\nContent-Type: application/json\r\n");
        head.append("Authorization: Bearer ").append(key).append("\r\n");
        head.append("x-request-id: ").append(requestId).append("\r\n");
        more.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString();
    }
}
