package looplm.eval.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvenSampleTest {

    private final List<Integer> ten = IntStream.range(0, 10).boxed().toList();

    @Test
    void sample_isSpreadEvenly_inOrder() {
        assertThat(EvenSample.of(ten, 5)).containsExactly(1, 3, 5, 7, 9);
        assertThat(EvenSample.of(ten, 3)).containsExactly(1, 5, 8);
        assertThat(EvenSample.of(ten, 1)).containsExactly(5);
    }

    @Test
    void sample_isEverything_whenMoreIsAskedForThanThereIs() {
        assertThat(EvenSample.of(ten, 10)).isEqualTo(ten);
        assertThat(EvenSample.of(ten, Integer.MAX_VALUE)).isEqualTo(ten);
    }

    @Test
    void sample_hasNoElementTwice_whateverItsSize() {
        for (int count = 1; count <= 10; count++) {
            assertThat(EvenSample.of(ten, count)).hasSize(count).doesNotHaveDuplicates();
        }
    }
}
