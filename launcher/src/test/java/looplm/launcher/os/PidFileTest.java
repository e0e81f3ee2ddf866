package looplm.launcher.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PidFileTest {

    @TempDir
    private Path directory;

    @Test
    void read_returnsWhatWasWritten() throws Exception {
        ProcessIdentity self = ProcessIdentity.of(ProcessHandle.current().pid()).orElseThrow();
        var file = new PidFile(directory.resolve("gateway.pid"));

        file.write(new ProcessIdentity(4711, "old"));
        file.write(self);

        assertThat(file.read()).hasValue(self);
        assertThat(file.readAlive()).hasValue(self);
        assertThat(Files.readAllLines(file.path())).containsExactly(Long.toString(self.pid()), self.started());
    }

    @Test
    void readAlive_isEmpty_whenThePidBelongsToAnotherProcess() throws Exception {
        var file = new PidFile(directory.resolve("gateway.pid"));
        file.write(new ProcessIdentity(ProcessHandle.current().pid(), "1@another-boot"));

        assertThat(file.read()).isPresent();
        assertThat(file.readAlive()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "17", "seventeen\n1\n", "-3\n1\n", "17\n\n"})
    void read_isEmpty_whenTheContentIsNoProcess(String content) throws Exception {
        Path path = Files.writeString(directory.resolve("gateway.pid"), content);

        assertThat(new PidFile(path).read()).isEmpty();
    }

    @Test
    void read_isEmpty_whenThereIsNoFile() {
        assertThat(new PidFile(directory.resolve("none.pid")).read()).isEmpty();
    }
}
