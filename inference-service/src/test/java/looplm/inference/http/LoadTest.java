package looplm.inference.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import looplm.inference.admission.BoundedQueue;
import looplm.inference.engine.EngineThread;
import looplm.inference.engine.LoopEngine;
import looplm.inference.engine.prefix.KvMemory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * More than the service can do, and clients that leave: every request ends in an answer or a clear refusal, and nothing is
 * held afterwards.
 *
 * <p>{@code -Dlooplm.load.seconds=60 -Dlooplm.load.clients=1000} is the full size; each test prints a summary.
 */
class LoadTest {

    private static final int SECONDS = Integer.getInteger("looplm.load.seconds", 2);
    private static final int CLIENTS = Integer.getInteger("looplm.load.clients", 40);
    private static final int TIMES_CAPACITY = 10;
    private static final String COMPLETIONS = "/v1/completions";
    private static final String BODY =
            "{\"model\":\"tiny\",\"prompt\":\"load %d\",\"max_tokens\":100,\"ignore_eos\":true,\"stream\":%s}";

    private static TestingInference service;

    @BeforeAll
    static void start() {
        service = TestingInference.ofTinyModel(Map.of("looplm.inference.rows", 4, "looplm.inference.queue-length", 16));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void overload_endsEveryRequestInAnAnswerOrARefusal() {
        double capacity = capacity();
        long before = residentBytes();
        var statuses = new ConcurrentHashMap<Integer, LongAdder>();
        var refusedWithoutRetry = new AtomicLong();
        long gap = (long) (1e9 / (capacity * TIMES_CAPACITY));
        int sent = 0;
        long halfway = 0;
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < SECONDS * 1_000_000_000L) {
                if (halfway == 0 && System.nanoTime() - begun > SECONDS * 500_000_000L) {
                    halfway = residentBytes();
                }
                int number = sent++;
                clients.execute(() -> {
                    HttpResponse<String> response = service.post(COMPLETIONS, BODY.formatted(number, false));
                    statuses.computeIfAbsent(response.statusCode(), _ -> new LongAdder())
                            .increment();
                    if (response.statusCode() == 429
                            && response.headers().firstValue("retry-after").isEmpty()) {
                        refusedWithoutRetry.incrementAndGet();
                    }
                });
                LockSupport.parkNanos(Math.max(0, begun + sent * gap - System.nanoTime()));
            }
        }
        becomeIdle();
        long answered = count(statuses, 200);
        long refused = count(statuses, 429) + count(statuses, 503);

        tell("overload", sent, answered, refused, sent - answered - refused, before, halfway);
        assertThat(answered).isPositive();
        assertThat(refused).isPositive();
        assertThat(answered + refused).as("statuses %s", statuses).isEqualTo(sent);
        assertThat(refusedWithoutRetry).hasValue(0);
        assertThat(service.bean(EngineThread.class).accepting()).isTrue();
    }

    @Test
    void clientsThatLeaveAtRandomMoments_holdNothing() {
        long before = residentBytes();
        long halfway = 0;
        var random = new Random(4);
        for (int i = 0; i < CLIENTS; i++) {
            if (i == CLIENTS / 2) {
                halfway = residentBytes();
            }
            var client = new RawClient(service.port(), COMPLETIONS, BODY.formatted(i, i % 2 == 0));
            LockSupport.parkNanos(random.nextInt(20_000_000));
            client.close();
        }
        becomeIdle();
        tell("disconnects", CLIENTS, 0, 0, 0, before, halfway);
        assertThat(service.post(COMPLETIONS, BODY.formatted(0, false)).statusCode())
                .isEqualTo(200);
    }

    /** Answers per second with all rows taken. */
    private static double capacity() {
        var done = new LongAdder();
        long begun = System.nanoTime();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < 8; client++) {
                clients.execute(() -> {
                    while (System.nanoTime() - begun < 1_000_000_000L) {
                        service.post(COMPLETIONS, BODY.formatted(0, false));
                        done.increment();
                    }
                });
            }
        }
        return done.sum() * 1e9 / (System.nanoTime() - begun);
    }

    private static void becomeIdle() {
        await("nothing runs, waits or is reserved")
                .atMost(Duration.ofSeconds(30))
                .until(() -> service.bean(LoopEngine.class).stats().takenRows() == 0
                        && service.bean(BoundedQueue.class).size() == 0
                        && service.bean(KvMemory.class).reservedBlocks() == 0);
    }

    private static long count(Map<Integer, LongAdder> statuses, int status) {
        LongAdder count = statuses.get(status);
        return count == null ? 0 : count.sum();
    }

    private static void tell(
            String what, long sent, long answered, long refused, long other, long rssBefore, long rssHalfway) {
        System.out.printf(
                "%s: sent %d, answered %d, refused %d, other %d, leaked blocks %d, RSS %d MB before, %d MB half-way, %d MB after%n",
                what,
                sent,
                answered,
                refused,
                other,
                service.bean(KvMemory.class).reservedBlocks(),
                rssBefore >> 20,
                rssHalfway >> 20,
                residentBytes() >> 20);
    }

    /** Of this process, the clients included. */
    private static long residentBytes() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
