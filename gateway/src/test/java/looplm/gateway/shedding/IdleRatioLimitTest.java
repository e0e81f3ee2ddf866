package looplm.gateway.shedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against platforms that answer so many at once as quickly as one, and more in turn, with the noise of a shared machine. */
class IdleRatioLimitTest {

    private static final int LEAST = 4;
    private static final double IDLE = 1_000_000;
    private static final double NOISE = .4;

    private final IdleRatioLimit limit =
            new IdleRatioLimit(new SheddingSettings(LEAST, 1000, 2.5, Duration.ofSeconds(1)));
    private final Random random = new Random(1);
    private double price = 1;
    private int before;

    @ParameterizedTest
    @ValueSource(ints = {10, 50, 200})
    void overload_usesThePlatformAndKeepsItsPace(int capacity) {
        light(200);
        overload(capacity, 120);

        assertSettled(capacity, overload(capacity, 600));
    }

    @Test
    void limit_doesNotDrift_inAnOverloadThatLasts() {
        light(200);
        overload(50, 10_000);

        assertSettled(50, overload(50, 600));
    }

    @Test
    void limit_findsItsWay_whenTheOverloadIsThereFromTheStart() {
        price = 5; // a JVM that is cold
        overload(50, 20);
        price = 1;
        overload(50, 900);

        assertSettled(50, overload(50, 600));
    }

    @Test
    void limit_findsItsWay_whenAnswersBecomeDearer() {
        light(200);
        overload(50, 300);
        price = 10;
        overload(50, 900);

        assertSettled(50, overload(50, 600));
    }

    @Test
    void limit_staysAsItIs_whileFewAsk() {
        int before = limit.getLimit();
        light(1000);

        assertThat(limit.getLimit()).isEqualTo(before);
    }

    @Test
    void limit_shrinks_whenAServiceBehindIsFull() {
        light(10);
        int before = limit.getLimit();
        limit.onSample(0, (long) IDLE, before, true);

        assertThat(limit.getLimit()).isLessThan(before);
    }

    @Test
    void limit_neverFallsBelowTheLeast() {
        for (int i = 0; i < 1000; i++) {
            limit.onSample(0, (long) IDLE, 10_000, true);
        }

        assertThat(limit.getLimit()).isEqualTo(LEAST);
    }

    private void light(int samples) {
        for (int i = 0; i < samples; i++) {
            limit.onSample(0, nanos(1), 1, false);
        }
    }

    /** Means over the samples: answers in the making, and the time of an answer as multiple of an idle platform's. */
    private double[] overload(int capacity, int samples) {
        double inFlight = 0;
        double ratio = 0;
        for (int i = 0; i < samples; i++) {
            int now = Math.max(limit.getLimit(), before); // a limit that fell is undercut only a sample later
            before = limit.getLimit();
            double queued = Math.max(1, (double) now / capacity);
            limit.onSample(0, nanos(queued), now, false);
            inFlight += (double) Math.min(now, capacity) / samples;
            ratio += queued / samples;
        }
        return new double[] {inFlight, ratio};
    }

    private void assertSettled(int capacity, double[] means) {
        assertThat(means[0]).as("answers in the making").isGreaterThan(.9 * capacity);
        assertThat(means[1]).as("time over idle").isLessThan(3);
    }

    private long nanos(double queued) {
        return (long) (IDLE * price * queued * Math.exp(NOISE * random.nextGaussian()));
    }
}
