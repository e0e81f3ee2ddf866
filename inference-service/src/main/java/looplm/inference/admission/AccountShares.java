package looplm.inference.admission;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import looplm.inference.engine.Sequence;
import looplm.inference.engine.token.Counts;

/**
 * Which account's turn it is: that of the one for which the fewest recurrent steps were run. A counter of work for each
 * account (Sheng et al. 2024, virtual token counter): steps count as they are run, so nobody has to guess how long an
 * answer will be. Whoever comes after a pause begins at the counters of those who wait: nobody saves turns up, and nobody
 * pays for having had the rows alone.
 *
 * <p>Not safe for many threads: its queue guards it.
 */
final class AccountShares {

    /** Accounts that are kept, those with nothing inside and a counter ahead of the others included. */
    static final int KEPT = 1024;

    private final Map<String, Share> shares = new HashMap<>();
    private final List<Running> running = new ArrayList<>();

    /** The counter of the account that had the last turn, before it had it. */
    private long turn;

    /** What an account has. */
    static final class Share {
        private long counter;
        private int waiting;
        private int rows;
    }

    /** An answer that has a row, and what its account was charged for it so far. */
    private static final class Running {
        private final Sequence sequence;
        private final Share share;
        private long charged;

        private Running(Sequence sequence, Share share) {
            this.sequence = sequence;
            this.share = share;
        }
    }

    /** What the account of an answer has; empty if nothing is known of it. */
    Optional<Share> of(Sequence sequence) {
        return Optional.ofNullable(shares.get(account(sequence)));
    }

    private static String account(Sequence sequence) {
        return sequence.request().handling().tenant();
    }

    Share arrived(Sequence sequence) {
        if (shares.size() >= KEPT) {
            shares.values().removeIf(share -> share.waiting + share.rows == 0);
        }
        Share share = shares.computeIfAbsent(account(sequence), _ -> new Share());
        if (share.waiting + share.rows == 0) {
            share.counter = Math.max(share.counter, leastOfThoseWaiting());
        }
        share.waiting++;
        return share;
    }

    private long leastOfThoseWaiting() {
        return shares.values().stream()
                .filter(share -> share.waiting > 0)
                .mapToLong(share -> share.counter)
                .min()
                .orElse(turn);
    }

    void left(Share share) {
        share.waiting--;
    }

    /** It gets a row: its prompt and its first token are charged at once, so that one account does not get all rows that are free. */
    void started(Sequence sequence, Share share) {
        turn = share.counter;
        share.waiting--;
        share.rows++;
        var started = new Running(sequence, share);
        running.add(started);
        charge(started);
    }

    /** Charges what has been run since it was last asked. */
    void settle() {
        running.forEach(AccountShares::charge);
        running.removeIf(one -> {
            boolean ended = one.sequence.ended();
            one.share.rows -= ended ? 1 : 0;
            return ended;
        });
    }

    private static void charge(Running one) {
        // Asked first: what is counted later belongs to an end that has not been seen.
        boolean ended = one.sequence.ended();
        Counts counts = one.sequence.counts();
        long expected = (long) (counts.promptTokens() + 1) * counts.prefillSteps();
        long due = ended ? counts.billedSteps() : Math.max(expected, counts.billedSteps());
        one.share.counter += due - one.charged;
        one.charged = due;
    }

    /** Those whose turn comes sooner first; of equal ones those with fewer rows. */
    static Comparator<Share> byTurn() {
        return Comparator.<Share>comparingLong(share -> share.counter).thenComparingInt(share -> share.rows);
    }
}
