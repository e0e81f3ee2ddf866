package looplm.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import looplm.bench.engine.TickFit.Point;
import org.junit.jupiter.api.Test;

class TickFitTest {

    private static final double W = 20e-3;
    private static final double A = 3e-3;
    private static final double B = 2e-6;

    @Test
    void fit_findsWhatThePointsWereMadeOf() {
        TickFit fit = TickFit.of(points().toList());

        assertThat(fit.weightSeconds()).isCloseTo(W, within(1e-9));
        assertThat(fit.rowSeconds()).isCloseTo(A, within(1e-9));
        assertThat(fit.positionSeconds()).isCloseTo(B, within(1e-12));
        assertThat(fit.largestError()).isLessThan(1e-9);
        assertThat(fit.saturation(1000)).isCloseTo(4, within(1e-6));
    }

    @Test
    void fit_tellsHowFarItIsOff() {
        TickFit fit = TickFit.of(
                Stream.concat(points(), Stream.of(new Point(8, 64, 0.2))).toList());

        assertThat(fit.largestError()).isGreaterThan(0.1);
    }

    private static Stream<Point> points() {
        return List.of(4, 8, 16).stream()
                .flatMap(batch -> IntStream.of(64, 256, 1024)
                        .mapToObj(context -> new Point(batch, context, W + A * batch + B * batch * context)));
    }
}
