package looplm.model.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.OptionalInt;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.script.ScriptModule;
import org.junit.jupiter.api.Test;

class KvCacheMemoryTest {

    private static final int CONTEXT = 1 << 17;

    @Test
    void newCache_namesItsSize_whenNoMachineHasTheMemory() {
        LoopLmConfig wide = config(1024, 4096);
        try (NDManager manager = ScriptModule.newManager()) {
            assertThatThrownBy(() -> new KvCache(manager, wide, 256, CONTEXT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("cache: 256 planes, 131072 positions", "bytes");
        }
    }

    @Test
    void bytes_areTheLargestLong_whenTheProductOverflows() {
        assertThat(KvCache.bytes(config(1024, 4096), 1 << 30, 1 << 30)).isEqualTo(Long.MAX_VALUE);
        assertThat(KvCache.bytes(config(2, 2), 4, 10)).isEqualTo(2L * 2 * 2 * 1024 * 4 * 4 * 10);
    }

    private static LoopLmConfig config(int layers, int heads) {
        return new LoopLmConfig(
                10,
                8,
                8,
                layers,
                heads,
                heads,
                1024,
                256,
                CONTEXT,
                1e-6,
                1e4,
                true,
                1,
                OptionalInt.empty(),
                List.of(),
                OptionalInt.empty(),
                0.02);
    }
}
