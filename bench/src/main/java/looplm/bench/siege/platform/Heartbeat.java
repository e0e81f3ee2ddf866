package looplm.bench.siege.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Asks all services whether they live, as a kubelet does: each time over a new connection. */
public final class Heartbeat implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofMillis(500);

    /** Longer than anybody may need, to see how long it was. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final int SERVICES = 4;

    private final List<Thread> threads;
    private volatile boolean stopped;
    private volatile boolean paused;
    private double slowestMillis;
    private int asked;
    private int failed;

    /**
     * @param slowestMillis the longest that a service took to say so
     * @param failed times that it did not say so
     */
    public record Beats(
            int asked,
            int failed,
            @JsonProperty("slowest_ms") double slowestMillis) {}

    public Heartbeat(BesiegedPlatform platform) {
        threads = IntStream.range(0, SERVICES)
                .mapToObj(service -> Thread.ofPlatform()
                        .daemon()
                        .name("heartbeat-" + service)
                        .start(() -> watch(URI.create(
                                "http://127.0.0.1:" + platform.probePort(service) + "/actuator/health/liveness"))))
                .toList();
    }

    /** While services are killed on purpose nobody wonders. */
    public void pause(boolean now) {
        paused = now;
    }

    public synchronized Beats beats() {
        return new Beats(asked, failed, slowestMillis);
    }

    private void watch(URI liveness) {
        while (!stopped) {
            if (!paused) {
                long begun = System.nanoTime();
                boolean alive = ask(liveness);
                count(alive, (System.nanoTime() - begun) / 1e6);
            }
            try {
                Thread.sleep(PERIOD);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static boolean ask(URI liveness) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(liveness).timeout(LIMIT).build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private synchronized void count(boolean alive, double milliseconds) {
        if (paused || stopped) {
            return;
        }
        asked++;
        if (!alive) {
            failed++;
        }
        slowestMillis = Math.max(slowestMillis, milliseconds);
    }

    @Override
    public void close() {
        stopped = true;
        threads.forEach(Thread::interrupt);
    }
}
