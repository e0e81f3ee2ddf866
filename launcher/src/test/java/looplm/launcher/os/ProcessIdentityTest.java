package looplm.launcher.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProcessIdentityTest {

    @Test
    void of_tellsThisProcess() {
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();

        assertThat(self.isAlive()).isTrue();
        assertThat(ProcessIdentity.of(self.pid())).hasValue(self);
    }

    @Test
    void isAlive_isFalse_whenThePidWasGivenToAnotherProcess() {
        long pid = ProcessHandle.current().pid();

        assertThat(new ProcessIdentity(pid, "1@another-boot").isAlive()).isFalse();
    }

    @Test
    void isAlive_isFalse_whenTheProcessEnded() throws Exception {
        Process child = new ProcessBuilder("sleep", "60").start();
        ProcessIdentity identity = ProcessIdentity.of(child.pid()).orElseThrow();
        child.destroyForcibly().waitFor();

        assertThat(identity.isAlive()).isFalse();
        assertThat(ProcessIdentity.of(child.pid())).isEmpty();
    }

    @Test
    void of_isEmpty_whenNobodyHasThePid() {
        assertThat(ProcessIdentity.of(Integer.MAX_VALUE)).isEmpty();
    }

    @Test
    void constructor_refusesWhatNoProcessHas() {
        assertThatThrownBy(() -> new ProcessIdentity(0, "1")).hasMessageContaining("pid: 0 (expected: at least 1)");
        assertThatThrownBy(() -> new ProcessIdentity(1, " ")).hasMessageContaining("started");
    }
}
