package looplm.launcher.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.terminal.CommandFailure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProgramsTest {

    @TempDir
    private Path root;

    private ServicePrograms programs;
    private Path built;

    @BeforeEach
    void build() throws Exception {
        var data = new DataDirectory(root.resolve("data"));
        data.create();
        programs = new ServicePrograms(data, Path.of(System.getProperty("java.home"), "bin", "java"));
        built = root.resolve("gateway-0.1.0.jar");
        jar("one", 1);
    }

    @Test
    void install_copiesTheJar_soThatABuildCannotChangeIt() throws Exception {
        Path installed = programs.install(Service.GATEWAY, built);
        byte[] before = Files.readAllBytes(installed);
        jar("two", 2);

        assertThat(installed).hasFileName("gateway-0.1.0.jar").hasBinaryContent(before);
        assertThat(before).isNotEqualTo(Files.readAllBytes(built));
    }

    @Test
    void install_doesNothing_whenNothingWasBuilt() throws Exception {
        Path installed = programs.install(Service.GATEWAY, built);
        FileTime time = Files.getLastModifiedTime(installed);

        assertThat(programs.install(Service.GATEWAY, built)).isEqualTo(installed);
        assertThat(Files.getLastModifiedTime(installed)).isEqualTo(time);
    }

    @Test
    void install_replacesTheOldOne_whenThereIsANewBuild() throws Exception {
        Path old = programs.install(Service.GATEWAY, built);
        jar("two", 2);

        Path installed = programs.install(Service.GATEWAY, built);

        assertThat(installed).isNotEqualTo(old).hasBinaryContent(Files.readAllBytes(built));
        assertThat(old).doesNotExist();
    }

    @Test
    void install_begins_anew_whenAnEarlierOneWasCutOff() throws Exception {
        Path draft = root.resolve("data/programs/gateway/new/lib");
        Files.createDirectories(draft);
        Files.writeString(draft.resolve("half.jar"), "PK");

        Path installed = programs.install(Service.GATEWAY, built);

        assertThat(installed.resolveSibling("lib")).doesNotExist();
    }

    @Test
    void install_fails_whenTheJarIsBroken() throws Exception {
        Files.writeString(built, "no jar");

        assertThatThrownBy(() -> programs.install(Service.GATEWAY, built))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("gateway-0.1.0.jar can't be unpacked");
    }

    private void jar(String title, int second) throws Exception {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_TITLE, title);
        try (OutputStream file = Files.newOutputStream(built);
                var output = new JarOutputStream(file, manifest)) {
            output.finish();
        }
        Files.setLastModifiedTime(built, FileTime.fromMillis(second * 1000L));
    }
}
