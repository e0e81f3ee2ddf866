package looplm.gateway.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import looplm.wire.eval.Run;
import looplm.wire.eval.Run.AdaptiveAccuracy;
import looplm.wire.eval.Run.DepthAccuracy;
import org.junit.jupiter.api.Test;

class DepthChartTest {

    @Test
    void marks_lieBetweenTheAxes_inOrderOfDepth() {
        DepthChart chart = DepthChart.of(
                run(List.of(new DepthAccuracy(4, 10, 1.0, 0.0), new DepthAccuracy(1, 10, 0.0, 0.0)), List.of()));

        assertThat(chart.fixed()).extracting(DepthChart.Mark::x).containsExactly("104.0", "648.0");
        assertThat(chart.fixed()).extracting(DepthChart.Mark::y).containsExactly("304.0", "20.0");
        assertThat(chart.line()).isEqualTo("M 104.0 304.0 L 648.0 20.0");
        assertThat(chart.chanceY()).isEqualTo("233.0");
        assertThat(chart.across()).extracting(DepthChart.Tick::label).containsExactly("1", "4");
    }

    @Test
    void errorBars_endAtTheAxes_whenTheyWouldPassThem() {
        DepthChart chart = DepthChart.of(run(List.of(new DepthAccuracy(2, 3, 0.95, 0.2)), List.of()));

        assertThat(chart.fixed()).singleElement().satisfies(mark -> {
            assertThat(mark.high()).isEqualTo("20.0");
            assertThat(mark.low()).isEqualTo("91.0");
        });
    }

    @Test
    void mark_liesInTheMiddle_whenThereIsOneDepth() {
        DepthChart chart = DepthChart.of(run(List.of(new DepthAccuracy(2, 3, 0.5, 0.1)), List.of()));

        assertThat(chart.fixed()).extracting(DepthChart.Mark::x).containsExactly("376.0");
    }

    @Test
    void adaptiveMarks_lieAtTheirMeanDepth() {
        DepthChart chart = DepthChart.of(run(
                List.of(new DepthAccuracy(1, 3, 0.5, 0.1), new DepthAccuracy(3, 3, 0.6, 0.1)),
                List.of(new AdaptiveAccuracy(0.5, 3, 0.55, 0.1, 2.0))));

        assertThat(chart.adaptive()).singleElement().satisfies(mark -> {
            assertThat(mark.x()).isEqualTo("376.0");
            assertThat(mark.text()).isEqualTo("exit threshold 0.5, 2.00 steps on average: 55.0 % ± 10.0 %");
        });
    }

    @Test
    void table_tellsTheGainOverTheShallowestDepth() {
        AccuracyTable table = AccuracyTable.of(run(
                List.of(new DepthAccuracy(2, 1500, 0.4, 0.1), new DepthAccuracy(1, 1500, 0.5, 0.1)),
                List.of(new AdaptiveAccuracy(1, 3, 0.55, 0.1, 2.0))));

        assertThat(table.rows()).extracting(AccuracyTable.Row::depth).containsExactly("1 step", "2 steps", "q = 1.0");
        assertThat(table.rows()).extracting(AccuracyTable.Row::gain).containsExactly("–", "−10.0", "+5.0");
        assertThat(table.rows().getFirst().items()).isEqualTo("1,500");
    }

    @Test
    void finding_tellsRiseFallAndChance() {
        assertThat(finding(0.4, 0.9)).isEqualTo("4 steps in place of 1 raise accuracy from 40.0 % to 90.0 %.");
        assertThat(finding(0.9, 0.4)).isEqualTo("4 steps in place of 1 lower accuracy from 90.0 % to 40.0 %.");
        assertThat(finding(0.5, 0.51)).isEqualTo("4 steps in place of 1 make no difference that could not be chance.");
        assertThat(DepthEffect.of(run(List.of(new DepthAccuracy(2, 3, 0.5, 0.1)), List.of())))
                .isEqualTo("50.0 % right at 2 steps.");
    }

    private static String finding(double shallow, double deep) {
        return DepthEffect.of(run(
                List.of(new DepthAccuracy(4, 100, deep, 0.01), new DepthAccuracy(1, 100, shallow, 0.01)), List.of()));
    }

    private static Run run(List<DepthAccuracy> depths, List<AdaptiveAccuracy> adaptive) {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        return new Run("r", "s", "finished", "m", "h", null, 1, 1, 0.25, depths, adaptive, null, null, now, now);
    }
}
