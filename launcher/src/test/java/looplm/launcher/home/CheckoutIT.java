package looplm.launcher.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the build left, which is packaged before these tests. */
class CheckoutIT {

    @Test
    void classPath_isWrittenSoThatTheCheckoutMayBeMoved() throws IOException {
        Checkout checkout = Checkout.find();

        assertThat(Files.readString(checkout.root().resolve("launcher/target/classpath")))
                .startsWith("launcher/target/launcher-")
                .doesNotContain(checkout.root().toString());
        assertThat(checkout.classPath("launcher").split(File.pathSeparator))
                .allSatisfy(entry -> assertThat(Path.of(entry)).isAbsolute().exists());
    }
}
