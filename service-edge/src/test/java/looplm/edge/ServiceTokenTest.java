package looplm.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceTokenTest {

    private static final String PROPERTY = "looplm.test.service-token-file";

    @TempDir
    Path folder;

    @Test
    void read_takesTheTokenWithoutWhiteSpaceAround() throws IOException {
        assertThat(token("  sixteen-letters!\r\n").header()).isEqualTo("Bearer sixteen-letters!");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "secret", "fifteen-letters"})
    void read_fails_whenTheTokenIsShort(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), text);

        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> ServiceToken.read(PROPERTY, file))
                .withMessage("%s: %s: %d characters (expected: at least 16)"
                        .formatted(PROPERTY, file, text.strip().length()));
    }

    @Test
    void read_fails_whenTheFileIsNoneOrNoText() throws IOException {
        for (Path file : new Path[] {
            folder.resolve("absent"),
            folder,
            Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe})
        }) {
            assertThatExceptionOfType(SettingException.class)
                    .isThrownBy(() -> ServiceToken.read(PROPERTY, file))
                    .withMessage("%s: %s (expected: a readable file)".formatted(PROPERTY, file));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer sixteen-letters!",
                "bearer sixteen-letters!",
                "BEARER   sixteen-letters!  ",
            })
    void isIn_findsTheTokenInAnyWritingOfTheScheme(String authorization) throws IOException {
        assertThat(token("sixteen-letters!").isIn(authorization)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "sixteen-letters!",
                "Basic sixteen-letters!",
                "Bearersixteen-letters!",
                "Bearer sixteen-letters",
                "Bearer sixteen-letters!!",
                "Bearer Sixteen-letters!",
                "Bearer sixteen-lettersÄ",
            })
    void isIn_findsNothingElse(String authorization) throws IOException {
        assertThat(token("sixteen-letters!").isIn(authorization)).isFalse();
        assertThat(token("sixteen-letters!").isIn(null)).isFalse();
    }

    private ServiceToken token(String text) throws IOException {
        return ServiceToken.read(PROPERTY, Files.writeString(folder.resolve("token"), text));
    }
}
