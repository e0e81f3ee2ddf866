package looplm.bench.siege.client;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients of many kinds. They come by a seeded Poisson process whether or not earlier ones have been answered, as clients
 * do: a server that slows down is not spared.
 */
public final class Crowd implements Closeable {

    /** Clients in flight at most: what this process has descriptors for. */
    private static final int MOST_AT_ONCE = 12_000;

    private static final Duration STRAGGLERS = Duration.ofMinutes(4);
    private static final int GOOD_ADDRESSES = 1;
    private static final int OTHER_ADDRESSES = 2;

    private final Target target;
    private final ClientBook book = new ClientBook();
    private final Connections connections = new Connections();
    private final Random random;
    private final String otherKey;
    private final AtomicLong number = new AtomicLong();
    private final Semaphore room = new Semaphore(MOST_AT_ONCE);

    public Crowd(Target target, long seed) throws IOException {
        this.target = target;
        this.random = new Random(seed);
        this.otherKey = AdminSession.newKey(caller(GOOD_ADDRESSES, "admin", ""), target.runId());
    }

    public ClientBook book() {
        return book;
    }

    /** Lets them come for {@code duration} and waits until the last has had its end. */
    public List<KindFigures> come(List<Kind> kinds, Duration duration) throws InterruptedException {
        List<KindTally> tallies = kinds.stream().map(KindTally::new).toList();
        double all = kinds.stream().mapToDouble(Kind::perSecond).sum();
        long begun = System.nanoTime();
        double at = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (at = gap(all); at < duration.toNanos(); at += gap(all)) {
                TimeUnit.NANOSECONDS.sleep(begun + (long) at - System.nanoTime());
                int next = drawn(kinds, all);
                begin(threads, kinds.get(next), tallies.get(next));
            }
            threads.shutdown();
            boolean _ = threads.awaitTermination(STRAGGLERS.toSeconds(), TimeUnit.SECONDS);
            threads.shutdownNow();
        }
        return tallies.stream().map(KindTally::figures).toList();
    }

    /** As many clients as told, each asking again as soon as it is answered. Returns answers per second. */
    public double answersPerSecond(Kind kind, int clients, Duration duration) throws InterruptedException {
        var tally = new KindTally(kind);
        long end = System.nanoTime() + duration.toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Runnable>();
            for (int i = 0; i < clients; i++) {
                running.add(() -> {
                    while (System.nanoTime() < end) {
                        tally.sent();
                        make(kind, tally);
                    }
                });
            }
            running.forEach(threads::execute);
        }
        return tally.figures().answered() * 1e9 / duration.toNanos();
    }

    private void begin(ExecutorService threads, Kind kind, KindTally tally) throws InterruptedException {
        tally.sent();
        room.acquire();
        threads.execute(() -> {
            try {
                make(kind, tally);
            } finally {
                room.release();
            }
        });
    }

    private void make(Kind kind, KindTally tally) {
        var caller = caller(kind.good() ? GOOD_ADDRESSES : OTHER_ADDRESSES, kind.name(), otherKey);
        long begun = System.nanoTime();
        Outcome outcome = kind.make(caller);
        tally.ended(outcome, (System.nanoTime() - begun) / 1e6);
    }

    private SiegeClient caller(int group, String name, String key) {
        long mine = number.getAndIncrement();
        String requestId = target.runId() + "-" + name + "-" + mine;
        return new SiegeClient(target, key, SiegeClient.address(group, mine), requestId, connections, book);
    }

    /** Nanoseconds to the next arrival. */
    private double gap(double perSecond) {
        return -Math.log(1 - random.nextDouble()) / perSecond * 1e9;
    }

    private int drawn(List<Kind> kinds, double all) {
        double left = random.nextDouble() * all;
        for (int i = 0; i < kinds.size(); i++) {
            left -= kinds.get(i).perSecond();
            if (left < 0) {
                return i;
            }
        }
        return kinds.size() - 1;
    }

    @Override
    public void close() {
        connections.close();
    }
}
