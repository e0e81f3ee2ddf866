package looplm.inference.admission;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import looplm.wire.ErrorCode;

/**
 * Requests by the id of their attempt: those inside, and for a while those that ended, so that a caller can ask what it
 * owes. Bounded by the queue, the rows and {@code keptAtMost}.
 */
public final class Attempts {

    private final Duration kept;
    private final int keptAtMost;
    private final InstantSource clock;
    private final Map<String, Attempt> byId = new HashMap<>();
    private final Deque<Ended> ended = new ArrayDeque<>();

    private record Ended(Attempt attempt, Instant at) {}

    /**
     * @param kept how long an attempt is remembered after its end
     * @param keptAtMost ended attempts that are remembered; the oldest is forgotten first
     */
    public Attempts(Duration kept, int keptAtMost, InstantSource clock) {
        this.kept = kept;
        this.keptAtMost = keptAtMost;
        this.clock = clock;
    }

    /**
     * @throws RefusedException if the id is known already: its count must stay what it is
     */
    synchronized void add(Attempt attempt) {
        forgetOld();
        if (byId.putIfAbsent(attempt.id(), attempt) != null) {
            throw RefusedException.of(
                    ErrorCode.DUPLICATE_ATTEMPT,
                    "x-looplm-attempt-id: " + attempt.id() + " is in use (expected: a new UUID for every attempt)");
        }
    }

    /** An attempt that never came in is not remembered. */
    synchronized void remove(Attempt attempt) {
        byId.remove(attempt.id(), attempt);
    }

    synchronized void ended(Attempt attempt) {
        ended.addLast(new Ended(attempt, clock.instant()));
        forgetOld();
    }

    public synchronized Optional<Attempt> find(String id) {
        forgetOld();
        return Optional.ofNullable(byId.get(id));
    }

    private void forgetOld() {
        Instant limit = clock.instant().minus(kept);
        while (!ended.isEmpty()
                && (ended.size() > keptAtMost || ended.getFirst().at().isBefore(limit))) {
            Attempt oldest = ended.removeFirst().attempt();
            byId.remove(oldest.id(), oldest);
        }
    }
}
