package looplm.inference.admission;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import looplm.edge.RefusedException;
import looplm.wire.ErrorCode;

/**
 * Requests by the id of their attempt: those inside, and for a while the counts of those that ended, so that a caller
 * can ask what it owes. Bounded by the queues, the rows and {@code keptAtMost}. Safe for use by many threads.
 */
public final class Attempts {

    private final Duration kept;
    private final int keptAtMost;
    private final InstantSource clock;
    private final AccountTotals totals;
    private final Map<String, BilledWork> inside = new HashMap<>();

    /** In the order of their ends. */
    private final SequencedMap<String, Ended> ended = new LinkedHashMap<>();

    private record Ended(AttemptCount count, Instant at) {}

    /**
     * @param kept how long a count is kept after the end
     * @param keptAtMost counts that are kept; the oldest is forgotten first
     * @param totals told of every count once it is final
     */
    public Attempts(Duration kept, int keptAtMost, InstantSource clock, AccountTotals totals) {
        this.kept = kept;
        this.keptAtMost = keptAtMost;
        this.clock = clock;
        this.totals = totals;
    }

    /**
     * @throws RefusedException if the id is known already: its count must stay what it is
     */
    synchronized void add(BilledWork attempt) {
        forgetOld();
        if (ended.containsKey(attempt.id()) || inside.putIfAbsent(attempt.id(), attempt) != null) {
            throw RefusedException.of(
                    ErrorCode.DUPLICATE_ATTEMPT,
                    "x-looplm-attempt-id: " + attempt.id() + " is in use (expected: a new UUID for every attempt)");
        }
    }

    /** An attempt that never came in is not remembered. */
    synchronized void remove(BilledWork attempt) {
        inside.remove(attempt.id());
    }

    synchronized void ended(BilledWork attempt) {
        inside.remove(attempt.id());
        AttemptCount count = attempt.count();
        ended.put(attempt.id(), new Ended(count, clock.instant()));
        totals.add(count.account(), count.counts());
        forgetOld();
    }

    /** An attempt that has not ended. */
    public synchronized Optional<BilledWork> inside(String id) {
        return Optional.ofNullable(inside.get(id));
    }

    /** The count of an attempt, ended or not. */
    public synchronized Optional<AttemptCount> count(String id) {
        forgetOld();
        BilledWork attempt = inside.get(id);
        return attempt == null ? Optional.ofNullable(ended.get(id)).map(Ended::count) : Optional.of(attempt.count());
    }

    private void forgetOld() {
        Instant limit = clock.instant().minus(kept);
        while (!ended.isEmpty()
                && (ended.size() > keptAtMost
                        || ended.firstEntry().getValue().at().isBefore(limit))) {
            ended.pollFirstEntry();
        }
    }
}
