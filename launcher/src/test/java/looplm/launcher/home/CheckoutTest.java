package looplm.launcher.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import looplm.launcher.terminal.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckoutTest {

    @TempDir
    private Path root;

    @Test
    void find_isTheCheckoutThatThisClassWasBuiltIn() {
        assertThat(Checkout.find().root().resolve("launcher/src/test/java/looplm/launcher/home/CheckoutTest.java"))
                .exists();
    }

    @Test
    void jar_isTheNewestThatCanBeStarted() throws Exception {
        Path old = jar("gateway-0.1.0.jar", "Main");
        Path newest = jar("gateway-0.2.0.jar", "Main");
        Path library = jar("gateway-0.3.0.jar", null);
        Path half = Files.writeString(old.resolveSibling("gateway-0.4.0.jar"), "PK");
        age(old, 30);
        age(newest, 20);
        age(library, 10);
        age(half, 5);

        assertThat(new Checkout(root).jar("gateway")).hasValue(newest);
    }

    @Test
    void jar_isEmpty_whenNothingIsBuilt() {
        assertThat(new Checkout(root).jar("gateway")).isEmpty();
    }

    @Test
    void classPath_saysWhatIsMissing_whenTheModuleIsNotBuilt() {
        assertThatThrownBy(() -> new Checkout(root).classPath("loop-model"))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("loop-model/target/classpath");
    }

    @Test
    void classPath_isThisCheckouts_whateverItWasBuiltAs() throws IOException {
        Path file = Files.createDirectories(root.resolve("loop-model/target")).resolve("classpath");
        Files.writeString(file, "loop-model/target/a.jar:/elsewhere/b.jar\n");

        assertThat(new Checkout(root).classPath("loop-model"))
                .isEqualTo(root.resolve("loop-model/target/a.jar") + ":/elsewhere/b.jar");
    }

    private Path jar(String name, String mainClass) throws IOException {
        Path jar = root.resolve("gateway/target").resolve(name);
        Files.createDirectories(jar.getParent());
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (mainClass != null) {
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
        }
        try (var output = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            output.finish();
        }
        return jar;
    }

    private static void age(Path file, int minutes) throws IOException {
        Files.setLastModifiedTime(
                file, FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() - minutes * 60_000L));
    }
}
