package looplm.model.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --model} of a command that reads one. */
final class ModelOption {

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Hugging Face model directory.")
    private Path directory;

    Path directory() {
        return directory;
    }
}
