package looplm.launcher.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {

    @TempDir
    private Path directory;

    @Test
    void lines_areTheLastOnes() throws Exception {
        Path log = Files.writeString(directory.resolve("a.log"), "one\ntwo\nthrée\nunfinished");

        assertThat(LogTail.lines(log, 2)).containsExactly("thrée", "unfinished");
        assertThat(LogTail.lines(log, 99)).containsExactly("one", "two", "thrée", "unfinished");
        assertThat(LogTail.lines(log, 0)).isEmpty();
    }

    @Test
    void lines_beginWithAWholeOne_whenTheFileIsLarge() throws Exception {
        var content = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            content.append("line ").append(i).append(" ").append("x".repeat(50)).append('\n');
        }
        Path log = Files.writeString(directory.resolve("a.log"), content);

        assertThat(LogTail.lines(log, 3)).hasSize(3).allMatch(line -> line.startsWith("line 99"));
    }

    @Test
    void lines_areFewer_whenTheyAreVeryLong() throws Exception {
        Path log = Files.writeString(directory.resolve("a.log"), "x".repeat(100_000) + "\nlast\n");

        assertThat(LogTail.lines(log, 2)).containsExactly("last");
    }

    @Test
    void lines_areNone_whenThereIsNoFile() throws Exception {
        assertThat(LogTail.lines(directory.resolve("none.log"), 5)).isEmpty();
    }
}
