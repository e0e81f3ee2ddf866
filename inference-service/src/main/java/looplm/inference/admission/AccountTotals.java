package looplm.inference.admission;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import looplm.inference.engine.token.Counts;

/**
 * Billed steps by account, since the service started: what ledgers elsewhere are reconciled with. So many accounts are kept
 * apart, whoever comes later is counted with others; nothing is ever left out. Safe for use by many threads.
 */
public final class AccountTotals {

    private final int atMost;
    private final Instant since;
    private final Map<String, Total> totals = new HashMap<>();
    private Total others = Total.NONE;

    /**
     * @param attempts that ended
     */
    public record Total(long attempts, long promptSteps, long executedSteps) {

        static final Total NONE = new Total(0, 0, 0);

        Total plus(Counts counts) {
            return new Total(attempts + 1, promptSteps + counts.promptSteps(), executedSteps + counts.executedSteps());
        }

        public long billedSteps() {
            return promptSteps + executedSteps;
        }
    }

    /**
     * @param accounts in the order of their names
     * @param others all that are not kept apart
     */
    public record Snapshot(SortedMap<String, Total> accounts, Total others) {}

    /**
     * @param atMost accounts that are kept apart
     * @param since now
     */
    public AccountTotals(int atMost, Instant since) {
        this.atMost = atMost;
        this.since = since;
    }

    /** When counting began. */
    public Instant since() {
        return since;
    }

    /** Adds an attempt that has ended. */
    synchronized void add(String account, Counts counts) {
        Total before = totals.get(account);
        if (before != null || totals.size() < atMost) {
            totals.put(account, (before == null ? Total.NONE : before).plus(counts));
        } else {
            others = others.plus(counts);
        }
    }

    /** Empty for an account of which nothing was counted apart. */
    public synchronized Optional<Total> of(String account) {
        return Optional.ofNullable(totals.get(account));
    }

    /** All of them at one moment. */
    public synchronized Snapshot all() {
        return new Snapshot(new TreeMap<>(totals), others);
    }
}
