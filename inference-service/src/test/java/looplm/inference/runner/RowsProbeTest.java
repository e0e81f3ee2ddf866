package looplm.inference.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import looplm.model.LoopLm;
import looplm.model.testing.TinyLoopLm;
import org.junit.jupiter.api.Test;

class RowsProbeTest {

    @Test
    void rows_areTheMostWhoseTickCostsLittleMore() {
        assertThat(RowsProbe.choose(List.of(1.0, 1.2, 1.4, 2.0))).isEqualTo(8);
        assertThat(RowsProbe.choose(List.of(1.0, 1.1, 1.2, 1.3))).isEqualTo(16);
        assertThat(RowsProbe.choose(List.of(1.0, 1.6, 1.4, 1.4))).isEqualTo(4);
    }

    @Test
    void rows_areMeasuredOnAModel_andLeaveNothingBehind() {
        try (LoopLm model = TinyLoopLm.load(3)) {
            RowsProbe.rows(model);
            int arrays = model.manager().getManagedArrays().size();
            assertThat(RowsProbe.rows(model)).isIn(4, 8, 16);
            assertThat(model.manager().getManagedArrays()).hasSize(arrays);
        }
    }
}
