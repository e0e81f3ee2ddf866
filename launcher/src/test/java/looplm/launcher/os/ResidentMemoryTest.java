package looplm.launcher.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResidentMemoryTest {

    @Test
    void bytes_isWhatAJvmHolds() {
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();

        assertThat(ResidentMemory.bytes(self).orElseThrow()).isBetween(10_000_000L, 8_000_000_000L);
    }

    @Test
    void bytes_isEmpty_whenTheProcessIsGone() {
        assertThat(ResidentMemory.bytes(new ProcessIdentity(Integer.MAX_VALUE, "1")))
                .isEmpty();
    }
}
