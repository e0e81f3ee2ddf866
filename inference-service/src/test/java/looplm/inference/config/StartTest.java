package looplm.inference.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import looplm.edge.SettingException;
import looplm.inference.http.TestingInference;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.testing.TinyLoopLm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A service that cannot serve does not start, and says why. */
@ExtendWith(OutputCaptureExtension.class)
class StartTest {

    @TempDir
    private Path directory;

    @Test
    void start_namesFileAndTensor_whenTheCheckpointIsCutOff(CapturedOutput output) throws IOException {
        Path model = TinyLoopLm.write(directory.resolve("tiny"), 1);
        Path weights = model.resolve("model.safetensors");
        try (var channel = FileChannel.open(weights, StandardOpenOption.WRITE)) {
            channel.truncate(Files.size(weights) - 100);
        }

        assertStartFails(model, Map.of(), CheckpointException.class);

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .containsPattern("The model cannot be loaded. " + weights + ": [a-z0-9._]+: data_offsets end at")
                .contains("Point looplm.inference.model-dir to an intact model directory.")
                .doesNotContain("\tat looplm");
    }

    @Test
    void start_namesTheFile_whenThereIsNoModel(CapturedOutput output) {
        assertStartFails(directory.resolve("none"), Map.of(), CheckpointException.class);

        assertThat(output).contains("none: no such directory (expected: a model directory)");
    }

    @Test
    void start_namesTheSetting_whenTheTokenFileIsMissingOrShort(CapturedOutput output) throws IOException {
        Path model = TinyLoopLm.write(directory.resolve("tiny"), 1);
        Path token = Files.writeString(directory.resolve("token"), "short");
        Path missing = directory.resolve("missing");

        assertStartFails(model, Map.of("looplm.inference.service-token-file", token), SettingException.class);
        assertStartFails(model, Map.of("looplm.inference.service-token-file", missing), SettingException.class);

        assertThat(output)
                .contains("looplm.inference.service-token-file: " + token + ": 5 characters (expected: at least 16)")
                .contains("looplm.inference.service-token-file: " + missing + " (expected: a readable file)")
                .doesNotContain("short");
    }

    @Test
    void start_namesTheRange_whenMaxStepsDoesNotFitTheModel(CapturedOutput output) {
        Path model = TinyLoopLm.write(directory.resolve("tiny"), 1);

        assertStartFails(model, Map.of("looplm.inference.max-steps", 9), SettingException.class);

        assertThat(output)
                .contains("looplm.inference.max-steps: 9 (expected: 4..8, the trained steps to twice as many)");
    }

    private static void assertStartFails(Path model, Map<String, Object> properties, Class<? extends Throwable> root) {
        String[] arguments = TestingInference.arguments(model, properties);

        assertThatThrownBy(() -> TestingInference.application().run(arguments))
                .satisfies(thrown -> assertThat(Stream.iterate(thrown, Objects::nonNull, Throwable::getCause))
                        .hasAtLeastOneElementOfType(root));
    }
}
