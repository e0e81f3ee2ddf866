package looplm.inference.admission;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import looplm.inference.engine.AdmissionQueue;
import looplm.inference.engine.Sequence;
import org.jspecify.annotations.Nullable;

/** The admission queue, with a length that nothing exceeds. */
public final class BoundedQueue implements AdmissionQueue {

    /** What became of an offer. */
    public enum Offer {
        TAKEN,
        FULL,
        CLOSED
    }

    private final int capacity;
    private final Deque<Sequence> waiting = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean closed;

    /** Calls of {@link #close}: each wakes the reader, also when the queue is closed already. */
    private int closings;

    /**
     * @param capacity requests that may wait, beside those that have a row
     */
    public BoundedQueue(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: at least 1)");
        }
        this.capacity = capacity;
    }

    /** Puts a request at the end, if there is room. */
    public Offer offer(Sequence sequence) {
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            if (waiting.size() >= capacity) {
                return Offer.FULL;
            }
            waiting.addLast(sequence);
            changed.signalAll();
            return Offer.TAKEN;
        } finally {
            lock.unlock();
        }
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

    public int capacity() {
        return capacity;
    }

    @Override
    public @Nullable Sequence poll() {
        lock.lock();
        try {
            return waiting.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void await(Duration limit) throws InterruptedException {
        lock.lock();
        try {
            long nanos = limit.toNanos();
            int before = closings;
            while (waiting.isEmpty() && closings == before && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Sequence> removeCancelled() {
        lock.lock();
        try {
            List<Sequence> cancelled =
                    waiting.stream().filter(Sequence::cancelled).toList();
            waiting.removeAll(cancelled);
            return cancelled;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Sequence> removeAll() {
        lock.lock();
        try {
            var all = new ArrayList<>(waiting);
            waiting.clear();
            return all;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            closings++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
