package looplm.bench.siege.client;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What clients know they were answered and what it cost, to hold against the platform's own books. Safe for many threads. */
public final class ClientBook {

    private final Map<String, Long> billed = new ConcurrentHashMap<>();

    void answered(String requestId, long billedSteps) {
        billed.put(requestId, billedSteps);
    }

    /** Billed steps by request id, of answers that came whole. */
    public Map<String, Long> billed() {
        return Map.copyOf(billed);
    }
}
