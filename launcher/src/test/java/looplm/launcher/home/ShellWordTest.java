package looplm.launcher.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellWordTest {

    @ParameterizedTest
    @ValueSource(strings = {"plain/path-1.txt", "two words", "it's", "", "$HOME `id` \"q\" \\", "a\nb", "Grüße"})
    void quote_isReadBackByAShell(String text) throws Exception {
        Process shell = new ProcessBuilder("bash", "-c", "printf %s " + ShellWord.quote(text)).start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(text);
        assertThat(shell.waitFor()).isZero();
    }
}
