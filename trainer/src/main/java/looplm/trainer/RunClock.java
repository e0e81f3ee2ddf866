package looplm.trainer;

import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Wall and processor time of a run, over all its parts. Not thread-safe. */
final class RunClock {

    private long started = System.nanoTime();
    private Duration cpuStarted = processorTime();
    private Duration earlierWall = Duration.ZERO;
    private Duration earlierCpu = Duration.ZERO;

    /** Begins a part. */
    void start() {
        started = System.nanoTime();
        cpuStarted = processorTime();
    }

    Duration wall() {
        return earlierWall.plusNanos(System.nanoTime() - started);
    }

    Duration cpu() {
        return earlierCpu.plus(processorTime().minus(cpuStarted));
    }

    Map<String, Object> state() {
        return Map.of("wall_millis", wall().toMillis(), "cpu_millis", cpu().toMillis());
    }

    void restore(JsonNode state) {
        earlierWall = Duration.ofMillis(state.path("wall_millis").longValue());
        earlierCpu = Duration.ofMillis(state.path("cpu_millis").longValue());
    }

    private static Duration processorTime() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
