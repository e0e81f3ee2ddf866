package looplm.launcher.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import looplm.launcher.terminal.CommandFailure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

    @TempDir
    private Path root;

    private Secrets secrets;

    @BeforeEach
    void createDirectory() {
        var data = new DataDirectory(root.resolve("data"));
        data.create();
        secrets = new Secrets(data);
    }

    @Test
    void create_makesFilesForTheOwnerOnly() throws Exception {
        secrets.create(List.of("gateway"));

        for (Path secret : all()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .as(secret.toString())
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(secrets.data().secrets())))
                .isEqualTo("rwx------");
        assertThat(all().stream().map(Secrets::read).distinct()).hasSize(4).allMatch(secret -> secret.length() >= 16);
        assertThat(Secrets.read(secrets.demoKey())).startsWith("looplm_demo_").hasSizeGreaterThan(40);
    }

    @Test
    void create_overwritesNothing() throws Exception {
        Files.writeString(secrets.demoKey(), "the operator's own key\n");

        secrets.create(List.of("gateway"));
        String token = Secrets.read(secrets.serviceToken());
        secrets.create(List.of("gateway"));

        assertThat(Secrets.read(secrets.demoKey())).isEqualTo("the operator's own key");
        assertThat(Secrets.read(secrets.serviceToken())).isEqualTo(token);
    }

    @Test
    void create_refuses_whenASecretIsEmpty() throws Exception {
        Files.writeString(secrets.consolePassword(), "\n");

        assertThatThrownBy(() -> secrets.create(List.of()))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("console-password: empty (expected: a secret");
    }

    private List<Path> all() {
        return List.of(
                secrets.serviceToken(), secrets.demoKey(), secrets.consolePassword(), secrets.databasePassword());
    }
}
