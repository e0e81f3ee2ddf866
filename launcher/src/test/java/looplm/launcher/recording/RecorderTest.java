package looplm.launcher.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import looplm.launcher.home.Checkout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {

    @TempDir
    private Path root;

    @Test
    void model_isNano_whateverIsServed() throws Exception {
        var checkout = new Checkout(root);
        Files.createDirectories(checkout.defaultModel());
        Files.writeString(checkout.defaultModel().resolve("config.json"), "{}");

        assertThat(Recorder.model(checkout, served(1L << 32))).contains(checkout.defaultModel());
    }

    @Test
    void model_isTheServedOne_whenThereIsNoNanoAndItIsSmall() throws Exception {
        assertThat(Recorder.model(new Checkout(root), served(1 << 20))).contains(root.resolve("served"));
    }

    @Test
    void model_isNone_whenASecondCopyWouldBeABurden() throws Exception {
        assertThat(Recorder.model(new Checkout(root), served(1L << 32))).isEmpty();
    }

    /** Its weights are a hole in a file. */
    private Path served(long bytes) throws Exception {
        Path model = Files.createDirectories(root.resolve("served"));
        try (var weights =
                new RandomAccessFile(model.resolve("model.safetensors").toFile(), "rw")) {
            weights.setLength(bytes);
        }
        return model;
    }
}
