package looplm.launcher.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFollowerTest {

    @TempDir
    private Path directory;

    @Test
    void poll_returnsFinishedLinesOnce() throws Exception {
        Path log = Files.writeString(directory.resolve("a.log"), "before\n");
        var follower = new LogFollower(log);

        add(log, "one\ntw");
        assertThat(follower.poll()).containsExactly("one");
        assertThat(follower.poll()).isEmpty();
        add(log, "ö\nthree\n");
        assertThat(follower.poll()).containsExactly("twö", "three");
    }

    @Test
    void poll_beginsAnew_whenTheFileWasEmptied() throws Exception {
        Path log = Files.writeString(directory.resolve("a.log"), "a long line before\n");
        var follower = new LogFollower(log);

        Files.writeString(log, "new\n");

        assertThat(follower.poll()).containsExactly("new");
    }

    @Test
    void poll_waitsForAFileThatIsNotThereYet() throws Exception {
        Path log = directory.resolve("a.log");
        var follower = new LogFollower(log);

        assertThat(follower.poll()).isEmpty();
        Files.writeString(log, "first\n");
        assertThat(follower.poll()).containsExactly("first");
    }

    private static void add(Path log, String text) throws Exception {
        Files.writeString(log, text, StandardOpenOption.APPEND);
    }
}
