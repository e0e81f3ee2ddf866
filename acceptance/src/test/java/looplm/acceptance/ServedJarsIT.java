package looplm.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shipped of a service: itself and what it needs to serve. */
class ServedJarsIT {

    @ParameterizedTest
    @ValueSource(strings = {"gateway", "inference-service", "safety-service", "eval-service"})
    void jar_holdsNeitherTrainerNorBench(String module) throws IOException {
        List<Path> applications = applications(module);
        assertThat(applications).as("application jars of " + module).isNotEmpty();
        for (Path application : applications) {
            try (var jar = new JarFile(application.toFile())) {
                assertThat(jar.stream().map(ZipEntry::getName))
                        .as(application.toString())
                        .anyMatch(name -> name.matches("BOOT-INF/lib/wire-.*\\.jar"))
                        .noneMatch(name -> name.matches("BOOT-INF/lib/(trainer|bench|testing)-.*\\.jar"))
                        .noneMatch(name -> name.matches("BOOT-INF/classes/looplm/(trainer|bench)/.*"));
            }
        }
    }

    private static List<Path> applications(String module) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", module, "target"))) {
            return files.filter(file -> file.toString().endsWith(".jar") && isApplication(file))
                    .toList();
        }
    }

    private static boolean isApplication(Path file) {
        try (var jar = new JarFile(file.toFile())) {
            return jar.getManifest().getMainAttributes().getValue("Start-Class") != null;
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }
}
