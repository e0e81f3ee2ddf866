package looplm.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final LoginThrottle throttle = new LoginThrottle(now::get);

    @Test
    void isOpen_untilTooManyFailures_andAgainInTheNextWindow() {
        for (int i = 0; i < LoginThrottle.FAILURES; i++) {
            assertThat(throttle.isOpen()).isTrue();
            throttle.failed();
        }
        assertThat(throttle.isOpen()).isFalse();

        now.updateAndGet(time -> time.plus(LoginThrottle.WINDOW));
        assertThat(throttle.isOpen()).isTrue();
    }
}
