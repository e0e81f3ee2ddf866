package looplm.inference.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class EngineHealthTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void beat_isDown_whenTheEngineIsStuckOrDead() {
        assertThat(status(true, LIMIT)).isEqualTo(Status.UP);
        assertThat(status(true, LIMIT.plusNanos(1))).isEqualTo(Status.DOWN);
        assertThat(status(false, Duration.ZERO)).isEqualTo(Status.DOWN);
    }

    private static Status status(boolean alive, Duration sinceLastTick) {
        return EngineHealth.beat(alive, sinceLastTick, LIMIT).getStatus();
    }
}
