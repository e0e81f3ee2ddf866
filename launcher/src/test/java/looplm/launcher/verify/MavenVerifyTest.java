package looplm.launcher.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MavenVerifyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[INFO] Running looplm.launcher.verify.MavenVerifyTest",
                "[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0",
                "[INFO] Building gateway 0.1.0-SNAPSHOT [7/9]",
                "[ERROR] java.lang.AssertionError",
                "[WARNING] Tests run: 3, Failures: 0, Errors: 0, Skipped: 1",
                "\tat looplm.launcher.Main.main(Main.java:7)"
            })
    void matters_isTrue_forProgressAndFailures(String line) {
        assertThat(MavenVerify.matters(line)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[INFO] ", "[INFO]", "[INFO] --- jar:3.4.2:jar (default-jar) @ gateway ---", "[INFO] -----"})
    void matters_isFalse_forTheRest(String line) {
        assertThat(MavenVerify.matters(line)).isFalse();
    }
}
