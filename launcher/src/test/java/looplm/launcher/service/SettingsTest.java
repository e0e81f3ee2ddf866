package looplm.launcher.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.Secrets;
import looplm.launcher.terminal.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir
    private Path root;

    @Test
    void write_givesTheGatewayItsNeighbours() throws Exception {
        assertThat(written(Service.GATEWAY, root.resolve("data"))).isEqualToIgnoringNewLines("""
                # Written by `looplm up` at each start: changes here are lost. Put your own settings into local.yaml in this
                # folder; they win over these.
                looplm:
                  gateway:
                    audit:
                      drain-timeout: '10s'
                      spill-file: '%1$s/data/logs/gateway-unwritten.jsonl'
                    console:
                      password-file: '%1$s/data/secrets/console-password'
                      user: 'admin'
                    demo-key-file: '%1$s/data/secrets/demo-key'
                    eval-url: 'http://127.0.0.1:9003'
                    inference-url: 'http://127.0.0.1:9001'
                    probe-port: 9005
                    safety-url: 'http://127.0.0.1:9002'
                    service-token-file: '%1$s/data/secrets/service-token'
                server:
                  address: '127.0.0.1'
                  port: 9000
                spring:
                  datasource:
                    password: 'writes'
                    url: 'jdbc:postgresql://127.0.0.1:9004/looplm'
                    username: 'looplm_gateway'
                  flyway:
                    password: 'o''wns\\${x}'
                    user: 'looplm_gateway_owner'
                  lifecycle:
                    timeout-per-shutdown-phase: '30s'
                """.formatted(root));
    }

    @Test
    void write_givesInferenceItsModelAndNoDatabase() throws Exception {
        assertThat(written(Service.INFERENCE, root.resolve("data")))
                .contains("    model-dir: '/models/bob''s model'\n", "  port: 9001\n")
                .doesNotContain("datasource");
    }

    @Test
    void write_givesSafetyAndEvalTheirOwnRoles() throws Exception {
        assertThat(written(Service.SAFETY, root.resolve("data"))).contains("username: 'looplm_safety'", "port: 9002");
        assertThat(written(Service.EVAL, root.resolve("data")))
                .contains("username: 'looplm_eval'", "port: 9003", "inference-url: 'http://127.0.0.1:9001'");
    }

    @Test
    void write_replacesWhatWasThere_andLeavesLocalSettingsAlone() throws Exception {
        Path data = root.resolve("data");
        written(Service.SAFETY, data);
        Path folder = new DataDirectory(data).config("safety");
        Files.writeString(folder.resolve("application.yaml"), "stale: 1");
        Files.writeString(folder.resolve("local.yaml"), "mine");

        assertThat(written(Service.SAFETY, data)).doesNotContain("stale");
        assertThat(folder.resolve("local.yaml")).hasContent("mine");
    }

    @Test
    void location_escapesWhatSpringWouldSplit() {
        var settings = new Settings(new DataDirectory(Path.of("/a b/c,d;e*f")), Path.of("/model"), 9000);

        assertThat(settings.location(Service.SAFETY))
                .isEqualTo("file:/a%20b/c%2Cd%3Be%2Af/config/safety/application.yaml,"
                        + "optional:file:/a%20b/c%2Cd%3Be%2Af/config/safety/local.yaml");
    }

    @Test
    void constructor_refusesPathsThatSpringWouldExpand() {
        assertThatThrownBy(() -> new Settings(new DataDirectory(Path.of("/a${b}")), Path.of("/model"), 9000))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("--data: /a${b} (expected: ");
    }

    private static String written(Service service, Path data) throws Exception {
        var directory = new DataDirectory(data);
        directory.create();
        var secrets = new Secrets(directory);
        secrets.create(Service.withDatabase());
        if (service.needsDatabase()) {
            Files.writeString(secrets.writerPassword(service.program()), "writes");
            Files.writeString(secrets.ownerPassword(service.program()), "o'wns${x}");
        }
        new Settings(directory, Path.of("/models/bob's model"), 9000).write(service);
        Path settings = directory.config(service.program()).resolve("application.yaml");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(settings)))
                .isEqualTo("rw-------");
        return Files.readString(directory.config(service.program()).resolve("application.yaml"));
    }
}
