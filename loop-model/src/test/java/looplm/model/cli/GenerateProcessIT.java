package looplm.model.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Objects;
import looplm.testing.CommandProcess;
import org.junit.jupiter.api.Test;

/** {@code generate} in a process of its own: what a pipe does to it. */
class GenerateProcessIT {

    @Test
    void generate_ends_whenItsReaderLeaves() throws Exception {
        Path golden = Path.of(Objects.requireNonNull(getClass().getResource("/golden/tiny-c/checkpoint"))
                .toURI());
        Process process = CommandProcess.of(
                        ModelCommand.class,
                        "generate",
                        "--model",
                        golden.toString(),
                        "--prompt",
                        "Hello",
                        "--ignore-eos",
                        "--max-tokens",
                        "100000")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(process.getInputStream().readNBytes(20)).hasSize(20);
            process.getInputStream().close();

            assertThat(CommandProcess.exitCode(process)).isEqualTo(1);
        } finally {
            process.destroyForcibly();
        }
    }
}
