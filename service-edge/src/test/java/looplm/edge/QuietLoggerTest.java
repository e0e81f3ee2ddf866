package looplm.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class QuietLoggerTest {

    private final AtomicLong nanos = new AtomicLong();
    private final QuietLogger quiet =
            new QuietLogger(LoggerFactory.getLogger(QuietLoggerTest.class), Duration.ofSeconds(10), nanos::get);

    @Test
    void warn_leavesRepeatedLinesOut_andTellsHowMany(CapturedOutput output) {
        quiet.warn("full: {}", 1);
        quiet.warn("full: {}", 2);
        nanos.addAndGet(Duration.ofSeconds(9).toNanos());
        quiet.warn("full: {}", 3);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        quiet.warn("full: {}", 4);

        assertThat(output.toString().lines().filter(line -> line.contains("full: ")))
                .satisfiesExactly(
                        first -> assertThat(first).endsWith("full: 1"),
                        second -> assertThat(second).endsWith("(2 lines like this left out) full: 4"));
    }
}
