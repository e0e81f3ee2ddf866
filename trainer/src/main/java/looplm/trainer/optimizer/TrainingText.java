package looplm.trainer.optimizer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The TorchScript texts that training adds to the forward text, among the resources. */
public final class TrainingText {

    private TrainingText() {}

    /** The text of a resource. */
    public static String of(String name) {
        try (var in = TrainingText.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource: " + name + " (expected: in trainer's jar)");
            }
            return new String(in.readAllBytes(), UTF_8) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
