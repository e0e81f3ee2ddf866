package looplm.inference.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import looplm.inference.admission.AccountShares.Share;
import looplm.inference.engine.AdmissionQueue;
import looplm.inference.engine.Priority;
import looplm.inference.engine.Sequence;
import org.jspecify.annotations.Nullable;

/**
 * The admission queue, with a length and a number of prompt tokens that nothing exceeds. Turns and places are shared between
 * accounts: rows go to the account with the least work ({@link AccountShares}), and where all places are taken, one account's
 * newest request gives its own to an account with fewer (decision 10).
 */
public final class BoundedQueue implements AdmissionQueue {

    /** What became of an offer. */
    public enum Offer {
        TAKEN,
        FULL,
        CLOSED
    }

    /** How often a request is passed by others before it comes first. */
    static final int PASSED_AT_MOST = 32;

    /** Room beyond the capacity that only safety assessments may take: one for this many requests. */
    private static final int PER_SAFETY_PLACE = 8;

    private final int capacity;
    private final long tokenCapacity;

    /** In order of arrival. */
    private final List<Waiting> waiting = new ArrayList<>();

    /** Those that gave their places to others, for the engine to end. */
    private final List<Sequence> pushedOut = new ArrayList<>();

    private final AccountShares shares = new AccountShares();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long tokens;
    private boolean closed;

    /** Calls of {@link #close} and {@link #wake}: each wakes the reader, also when the queue is closed already. */
    private int wakings;

    /** An answer that waits. */
    private static final class Waiting {
        private final Sequence sequence;
        private final Share share;

        /** All answers of its request, those that have a row included. */
        private final List<Sequence> request;

        private int passed;

        private Waiting(Sequence sequence, Share share, List<Sequence> request) {
            this.sequence = sequence;
            this.share = share;
            this.request = request;
        }

        private int tokens() {
            return sequence.request().promptTokens().length;
        }

        private Priority priority() {
            return sequence.request().handling().priority();
        }
    }

    /**
     * @param capacity requests that may wait, beside those that have a row
     * @param tokenCapacity prompt tokens that may wait; a prompt that is longer may wait alone
     */
    public BoundedQueue(int capacity, long tokenCapacity) {
        if (capacity < 1 || tokenCapacity < 1) {
            throw new IllegalArgumentException(
                    "capacity: " + capacity + " requests, " + tokenCapacity + " tokens (expected: at least 1)");
        }
        this.capacity = capacity;
        this.tokenCapacity = tokenCapacity;
    }

    /** A queue that only the number of requests bounds. */
    public BoundedQueue(int capacity) {
        this(capacity, Long.MAX_VALUE);
    }

    /** Puts a request at the end, if there is room. */
    public Offer offer(Sequence sequence) {
        return offer(List.of(sequence));
    }

    /** Puts the answers of one request at the end, if there is room for all. */
    public Offer offer(List<Sequence> answers) {
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            if (!hasRoom(answers, List.of()) && !makeRoom(answers)) {
                return Offer.FULL;
            }
            for (Sequence answer : answers) {
                var added = new Waiting(answer, shares.arrived(answer), answers);
                waiting.add(added);
                tokens += added.tokens();
            }
            changed.signalAll();
            return Offer.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /** @param without those that would go */
    private boolean hasRoom(List<Sequence> answers, List<Waiting> without) {
        boolean safety = answers.getFirst().request().handling().priority() == Priority.SAFETY;
        int places = safety ? capacity + Math.ceilDiv(capacity, PER_SAFETY_PLACE) : capacity;
        int others = waiting.size() - without.size();
        long otherTokens = tokens - without.stream().mapToLong(Waiting::tokens).sum();
        long more = (long) answers.size() * answers.getFirst().request().promptTokens().length;
        boolean tokensFit = safety || others == 0 || more <= tokenCapacity - otherTokens;
        return others + answers.size() <= places && tokensFit;
    }

    /**
     * Takes the newest requests, none of whose answers has a row, of the account that holds most; it must hold no less than
     * the newcomer's account even after that.
     */
    private boolean makeRoom(List<Sequence> answers) {
        Map<Share, List<Waiting>> held = waiting.stream().collect(Collectors.groupingBy(one -> one.share));
        List<Waiting> largest = held.values().stream()
                .max(Comparator.comparingDouble(this::places))
                .orElse(List.of());
        var going = new ArrayList<Waiting>();
        for (List<Waiting> request : wholeRequests(largest).reversed()) {
            if (hasRoom(answers, going)) {
                break;
            }
            going.addAll(request);
        }
        double wanted = answers.size() * places(answers.getFirst())
                + shares.of(answers.getFirst()).map(held::get).map(this::places).orElse(0.0);
        boolean fair = places(largest) - places(going) >= wanted;
        if (!fair || !hasRoom(answers, going)) {
            return false;
        }
        going.forEach(this::pushOut);
        return true;
    }

    /** In order of arrival; of assessments for safety none. */
    private static List<List<Waiting>> wholeRequests(List<Waiting> some) {
        return some.stream()
                .filter(one -> one.priority() != Priority.SAFETY)
                .collect(Collectors.groupingBy(one -> one.request, LinkedHashMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .filter(request -> request.getKey().size() == request.getValue().size())
                .map(Map.Entry::getValue)
                .toList();
    }

    private double places(List<Waiting> some) {
        return some.stream().mapToDouble(one -> places(one.sequence)).sum();
    }

    /** An answer takes one place, or as many as its prompt takes of the tokens. */
    private double places(Sequence answer) {
        return Math.max(1, (double) answer.request().promptTokens().length * capacity / tokenCapacity);
    }

    private void pushOut(Waiting one) {
        remove(waiting.indexOf(one));
        shares.left(one.share);
        pushedOut.add(one.sequence);
    }

    /** Requests that wait. */
    public int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    /** What it is full with, for those who are refused. */
    String fullness() {
        lock.lock();
        try {
            return waiting.size() >= capacity
                    ? "queue: full with " + capacity + " requests"
                    : "queue: full with " + tokens + " prompt tokens";
        } finally {
            lock.unlock();
        }
    }

    /** Prompt tokens that wait. */
    public long tokens() {
        lock.lock();
        try {
            return tokens;
        } finally {
            lock.unlock();
        }
    }

    public int capacity() {
        return capacity;
    }

    @Override
    public @Nullable Sequence poll(Predicate<Sequence> admissible) {
        lock.lock();
        try {
            if (waiting.isEmpty()) {
                return null;
            }
            shares.settle();
            int chosen = choose(admissible);
            return chosen < 0 ? null : take(chosen);
        } finally {
            lock.unlock();
        }
    }

    /** @return an index, -1 if nothing is admissible */
    private int choose(Predicate<Sequence> admissible) {
        int starved = firstStarved();
        if (starved >= 0 && admissible.test(waiting.get(starved).sequence)) {
            return starved;
        }
        int safety = next(Priority.SAFETY, admissible);
        if (safety >= 0 || starved >= 0) {
            return safety;
        }
        int normal = next(Priority.NORMAL, admissible);
        return normal >= 0 ? normal : next(Priority.LOW, admissible);
    }

    private int firstStarved() {
        for (int i = 0; i < waiting.size(); i++) {
            if (waiting.get(i).passed >= PASSED_AT_MOST) {
                return i;
            }
        }
        return -1;
    }

    /** Of one class: the first of the account whose turn it is, among those that are admissible. */
    private int next(Priority priority, Predicate<Sequence> admissible) {
        int best = -1;
        for (int i = 0; i < waiting.size(); i++) {
            Waiting one = waiting.get(i);
            boolean sooner = best < 0 || AccountShares.byTurn().compare(one.share, waiting.get(best).share) < 0;
            if (one.priority() == priority && sooner && admissible.test(one.sequence)) {
                best = i;
            }
        }
        return best;
    }

    /** Whoever waited longer, and whose turn came no later, has been passed: the first of each account and class. */
    private Sequence take(int index) {
        Waiting taken = waiting.get(index);
        var seen = new HashSet<Map.Entry<Share, Priority>>();
        for (Waiting one : waiting.subList(0, index)) {
            boolean first = seen.add(Map.entry(one.share, one.priority()));
            boolean due =
                    one.priority() != taken.priority() || AccountShares.byTurn().compare(one.share, taken.share) <= 0;
            one.passed += first && due ? 1 : 0;
        }
        remove(index);
        shares.started(taken.sequence, taken.share);
        return taken.sequence;
    }

    private void remove(int index) {
        Waiting removed = waiting.remove(index);
        tokens -= removed.tokens();
    }

    @Override
    public boolean isEmpty() {
        lock.lock();
        try {
            return waiting.isEmpty() && pushedOut.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void await(Duration limit) throws InterruptedException {
        lock.lock();
        try {
            long nanos = limit.toNanos();
            int before = wakings;
            while (waiting.isEmpty() && pushedOut.isEmpty() && wakings == before && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Sequence> removeIf(Predicate<Sequence> done) {
        lock.lock();
        try {
            var removed = new ArrayList<Sequence>();
            for (int i = waiting.size() - 1; i >= 0; i--) {
                Waiting one = waiting.get(i);
                if (done.test(one.sequence)) {
                    remove(i);
                    shares.left(one.share);
                    removed.addFirst(one.sequence);
                }
            }
            return removed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Sequence> removePushedOut() {
        lock.lock();
        try {
            var removed = List.copyOf(pushedOut);
            pushedOut.clear();
            return removed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Sequence> removeAll() {
        var removed = new ArrayList<>(removePushedOut());
        removed.addAll(removeIf(_ -> true));
        return removed;
    }

    @Override
    public void wake() {
        wakeAfter(() -> {});
    }

    @Override
    public void close() {
        wakeAfter(() -> closed = true);
    }

    private void wakeAfter(Runnable change) {
        lock.lock();
        try {
            change.run();
            wakings++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
