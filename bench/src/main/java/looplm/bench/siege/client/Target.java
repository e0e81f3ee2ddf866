package looplm.bench.siege.client;

import java.net.InetSocketAddress;

/**
 * The platform that is besieged.
 *
 * @param key of good clients
 * @param runId begins the request ids of this siege
 */
public record Target(InetSocketAddress gateway, String model, String key, String user, String password, String runId) {

    /** The same platform, in another chapter of its books. */
    public Target as(String otherRunId) {
        return new Target(gateway, model, key, user, password, otherRunId);
    }
}
