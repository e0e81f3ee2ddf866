package looplm.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ProgressTest {

    @Test
    void line_namesLevels_whereThereAreSome() {
        assertThat(progress(new TreeMap<>(Map.of("kb", 3, "calc", 2))).line())
                .isEqualTo(" 25 %  update 7  0.50M tokens  1200 tokens/s  loss 0.500, by step 1.25 0.75"
                        + "  right by step 50 75 %  levels calc 2, kb 3  3 min left");
        assertThat(progress(Map.of()).line()).endsWith("right by step 50 75 %  3 min left");
    }

    private static Progress progress(Map<String, Integer> levels) {
        return new Progress(
                7,
                0.25,
                500_000,
                Duration.ofSeconds(60),
                1200,
                0.5,
                new double[] {1.25, 0.75},
                new double[] {0.5, 0.75},
                levels);
    }
}
