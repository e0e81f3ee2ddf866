package looplm.launcher.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackOffTest {

    private static final Duration NEVER_READY = Duration.ZERO;

    private final BackOff backOff = new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(60));

    @Test
    void afterDeath_doublesUpToTheLongest() {
        assertThat(Stream.generate(() -> backOff.afterDeath(NEVER_READY).toSeconds())
                        .limit(6))
                .containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
    }

    @Test
    void afterDeath_beginsAnew_whenTheProgramHadBeenHealthy() {
        backOff.afterDeath(NEVER_READY);
        backOff.afterDeath(NEVER_READY);

        assertThat(backOff.afterDeath(Duration.ofSeconds(60))).isEqualTo(Duration.ofSeconds(1));
        assertThat(backOff.afterDeath(Duration.ofSeconds(59))).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void constructor_refusesALongestBelowTheFirst() {
        assertThatThrownBy(() -> new BackOff(Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ZERO))
                .hasMessageContaining("expected: 1 ms <= first <= longest");
    }
}
