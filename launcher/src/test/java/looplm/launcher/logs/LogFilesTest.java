package looplm.launcher.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {

    @TempDir
    private Path directory;

    @Test
    void bound_setsAsideWhatHasGrown_andKeepsTheNewest() throws Exception {
        Path log = directory.resolve("gateway.log");
        var files = new LogFiles(directory, 4, 2);

        for (String content : new String[] {"first", "second", "third"}) {
            Files.writeString(log, content);
            files.bound();
        }

        assertThat(log).isEmptyFile();
        assertThat(directory.resolve("gateway.log.1")).hasContent("third");
        assertThat(directory.resolve("gateway.log.2")).hasContent("second");
        assertThat(directory.resolve("gateway.log.3")).doesNotExist();
    }

    @Test
    void bound_leavesSmallLogsAlone() throws Exception {
        Path log = Files.writeString(directory.resolve("gateway.log"), "four");

        new LogFiles(directory, 4, 2).bound();

        assertThat(log).hasContent("four");
        assertThat(directory.resolve("gateway.log.1")).doesNotExist();
    }

    @Test
    void bound_leavesTheFileToTheProgramThatAppendsToIt() throws Exception {
        Path log = directory.resolve("gateway.log");
        try (var program = new FileOutputStream(log.toFile(), true)) {
            program.write("before".getBytes(StandardCharsets.UTF_8));
            new LogFiles(directory, 4, 2).bound();
            program.write("after".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(log).hasContent("after");
    }
}
