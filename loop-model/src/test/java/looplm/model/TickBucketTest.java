package looplm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TickBucketTest {

    @Test
    void of_isOneOrAMultipleOfFour() {
        assertThat(IntStream.rangeClosed(1, 9).map(TickBucket::of)).containsExactly(1, 4, 4, 4, 8, 8, 8, 8, 12);
    }

    @Test
    void of_namesTheRows_whenThereAreNone() {
        assertThatThrownBy(() -> TickBucket.of(0)).hasMessage("rows: 0 (expected: 1 or more)");
    }
}
