package looplm.model.script;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.djl.Device;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibtorchTest {

    @TempDir
    private Path torch;

    private Path directory;

    @BeforeEach
    void createLibrary() throws IOException {
        directory = Files.createDirectory(torch.resolve("lib"));
        Files.writeString(directory.resolve("libtorch_cpu.so"), "\0text\0" + "2.5.1\0more");
    }

    @Test
    void require_names_whatIsMissing_whenThereIsNoLibrary() {
        assertThatThrownBy(() -> Libtorch.require(torch))
                .hasMessageContaining("expected: a directory with libtorch_cpu.so");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.7.1", "2.7.1+cu128"})
    void require_accepts_theVersionOfAWheel(String version) throws IOException {
        Files.writeString(torch.resolve("version.py"), "__version__ = '" + version + "'\ndebug = False\n");
        assertThatCode(() -> Libtorch.require(directory)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.11.0+cu130", "2.7.10", "2.7.1a0"})
    void require_refuses_anyOtherVersionOfAWheel(String version) throws IOException {
        Files.writeString(torch.resolve("version.py"), "__version__ = '" + version + "'\n");
        assertThatThrownBy(() -> Libtorch.require(directory))
                .hasMessageContaining("PyTorch " + version + " (expected: 2.7.1");
    }

    @Test
    void require_readsBuildVersion_whenItIsALibtorchArchive() throws IOException {
        Files.writeString(torch.resolve("build-version"), "2.6.0+cu124\n");
        assertThatThrownBy(() -> Libtorch.require(directory)).hasMessageContaining("PyTorch 2.6.0+cu124");
    }

    @Test
    void require_looksIntoTheLibrary_whenNothingBesideItTells() throws IOException {
        assertThatThrownBy(() -> Libtorch.require(directory)).hasMessageContaining("of another version");
        Files.writeString(directory.resolve("libtorch_cpu.so"), "\0text\0" + "2.7.1\0more");
        assertThatCode(() -> Libtorch.require(directory)).doesNotThrowAnyException();
    }

    @Test
    void newManager_saysWhatIsMissing_whenCudaIsAskedOfACpuBuild() {
        try (NDManager manager = ScriptModule.newManager()) {
            assumeFalse(manager.getEngine().hasCapability(StandardCapabilities.CUDA), "libtorch with CUDA");
        }
        assertThatThrownBy(() -> ScriptModule.newManager(Device.gpu()).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("device: cuda")
                .hasMessageContaining("expected: ");
    }
}
