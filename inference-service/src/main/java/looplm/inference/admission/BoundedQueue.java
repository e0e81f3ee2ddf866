package looplm.inference.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import looplm.inference.engine.AdmissionQueue;
import looplm.inference.engine.Priority;
import looplm.inference.engine.Sequence;
import org.jspecify.annotations.Nullable;

/** The admission queue, with a length and a number of prompt tokens that nothing exceeds. */
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

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long tokens;
    private boolean closed;

    /** Calls of {@link #close} and {@link #wake}: each wakes the reader, also when the queue is closed already. */
    private int wakings;

    private static final class Waiting {
        private final Sequence sequence;
        private int passed;

        private Waiting(Sequence sequence) {
            this.sequence = sequence;
        }

        private int tokens() {
            return sequence.request().promptTokens().length;
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
            if (!hasRoom(answers)) {
                return Offer.FULL;
            }
            for (Sequence answer : answers) {
                var added = new Waiting(answer);
                waiting.add(added);
                tokens += added.tokens();
            }
            changed.signalAll();
            return Offer.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom(List<Sequence> answers) {
        boolean safety = answers.getFirst().request().handling().priority() == Priority.SAFETY;
        int places = safety ? capacity + Math.ceilDiv(capacity, PER_SAFETY_PLACE) : capacity;
        long more = (long) answers.size() * answers.getFirst().request().promptTokens().length;
        boolean tokensFit = safety || waiting.isEmpty() || more <= tokenCapacity - tokens;
        return waiting.size() + answers.size() <= places && tokensFit;
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
        int safety = first(Priority.SAFETY, admissible);
        if (safety >= 0 || starved >= 0) {
            return safety;
        }
        int normal = first(Priority.NORMAL, admissible);
        return normal >= 0 ? normal : first(Priority.LOW, admissible);
    }

    private int firstStarved() {
        for (int i = 0; i < waiting.size(); i++) {
            if (waiting.get(i).passed >= PASSED_AT_MOST) {
                return i;
            }
        }
        return -1;
    }

    private int first(Priority priority, Predicate<Sequence> admissible) {
        for (int i = 0; i < waiting.size(); i++) {
            Sequence sequence = waiting.get(i).sequence;
            if (sequence.request().handling().priority() == priority && admissible.test(sequence)) {
                return i;
            }
        }
        return -1;
    }

    private Sequence take(int index) {
        for (int i = 0; i < index; i++) {
            waiting.get(i).passed++;
        }
        return remove(index);
    }

    private Sequence remove(int index) {
        Waiting removed = waiting.remove(index);
        tokens -= removed.tokens();
        return removed.sequence;
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public void await(Duration limit) throws InterruptedException {
        lock.lock();
        try {
            long nanos = limit.toNanos();
            int before = wakings;
            while (waiting.isEmpty() && wakings == before && nanos > 0) {
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
                if (done.test(waiting.get(i).sequence)) {
                    removed.addFirst(remove(i));
                }
            }
            return removed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Sequence> removeAll() {
        return removeIf(_ -> true);
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
