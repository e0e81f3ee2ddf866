package looplm.launcher.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.Secrets;
import looplm.launcher.os.ProcessIdentity;
import looplm.launcher.service.Service;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that an earlier version made, where each service owned its tables and logged in without a password. */
class UpgradeIT {

    private static final Path MIGRATIONS = Path.of("../gateway/src/main/resources/db/migration");

    @TempDir
    private Path directory;

    private DataDirectory data;
    private Secrets secrets;
    private int port;
    private PostgresProgram program;
    private Process server;

    @BeforeEach
    void makeOldCluster() throws Exception {
        data = new DataDirectory(directory.resolve("data"));
        data.create();
        secrets = new Secrets(data);
        secrets.create(Service.withDatabase());
        port = freePort();
        start();
        Path hba = data.postgres().resolve("pg_hba.conf");
        Files.writeString(hba, Files.readString(hba).replaceAll("(?m)(gateway.*)scram-sha-256$", "$1trust"));
        soonAs("postgres", "SELECT pg_reload_conf()");
        execute("postgres", "postgres", "CREATE DATABASE looplm");
        execute("postgres", "looplm", resource("roles-2c06f24.sql"));
        execute("looplm_gateway", "looplm", Files.readString(MIGRATIONS.resolve("V1__keys_and_audit.sql")));
        execute(
                "looplm_gateway",
                "looplm",
                "CREATE TABLE flyway_schema_history (installed_rank int);"
                        + "CREATE SEQUENCE some_seq; CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';"
                        + "INSERT INTO api_key (id, name, hash) VALUES (gen_random_uuid(), 'mine', repeat('a', 64))");
    }

    @AfterEach
    void stop() {
        program.stop(ProcessIdentity.of(server.pid()).orElseThrow());
    }

    @Test
    void oldCluster_keepsItsRows_andHandsItsTablesToTheOwner() throws Exception {
        for (int start = 0; start < 2; start++) {
            stop();
            start();
            await().atMost(Duration.ofMinutes(1)).until(program::isReady);

            assertThat(ask("looplm_gateway", "SELECT name FROM api_key")).isEqualTo("mine");
            assertThat(ask(
                            "looplm_gateway_owner",
                            "SELECT string_agg(DISTINCT pg_get_userbyid(relowner), ' ') FROM"
                                    + " pg_class WHERE relnamespace = 'gateway'::regnamespace"))
                    .isEqualTo("looplm_gateway_owner");
            assertThat(ask(
                            "looplm_gateway_owner",
                            "SELECT pg_get_userbyid(proowner) FROM pg_proc WHERE proname = 'one'"))
                    .isEqualTo("looplm_gateway_owner");
            assertThat(ask("looplm_gateway", "SELECT nextval('some_seq') > 0")).isEqualTo("t");
            execute("looplm_gateway", "looplm", "UPDATE api_key SET enabled = true");
            assertThatThrownBy(() -> connect("looplm_gateway", "looplm", "").close())
                    .isInstanceOf(SQLException.class);
            for (String forbidden : List.of(
                    "ALTER TABLE audit DISABLE TRIGGER ALL", "DROP TABLE audit", "CREATE TABLE mine (id int)")) {
                assertThatThrownBy(() -> execute("looplm_gateway", "looplm", forbidden))
                        .as(forbidden)
                        .hasMessageMatching("(?s).*(permission denied|must be owner).*");
            }
        }

        // what a service's Flyway does next, as the owner
        execute("looplm_gateway_owner", "looplm", Files.readString(MIGRATIONS.resolve("V2__kernel.sql")));
        execute("looplm_gateway_owner", "looplm", Files.readString(MIGRATIONS.resolve("afterMigrate.sql")));
        for (String forbidden : List.of(
                "UPDATE audit SET billed_steps = 0", "DELETE FROM audit", "SELECT * FROM flyway_schema_history")) {
            assertThatThrownBy(() -> execute("looplm_gateway", "looplm", forbidden))
                    .as(forbidden)
                    .hasMessageContaining("permission denied");
        }
        stop();
        start();
        await().atMost(Duration.ofMinutes(1)).until(program::isReady);
        assertThatThrownBy(() -> execute("looplm_gateway", "looplm", "DELETE FROM audit"))
                .as("the next start grants nothing again")
                .hasMessageContaining("permission denied");
    }

    private void start() throws IOException {
        program = new PostgresProgram(data, data.programs(), port);
        server = program.start();
    }

    private void soonAs(String role, String sql) {
        await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> {
            execute(role, "postgres", sql);
            return true;
        });
    }

    private void execute(String role, String database, String sql) throws SQLException {
        try (Connection connection = connect(role, database, password(role));
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String ask(String role, String query) throws SQLException {
        try (Connection connection = connect(role, "looplm", password(role));
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private Connection connect(String role, String database, String password) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, role, password);
    }

    private String password(String role) {
        return Secrets.read(
                switch (role) {
                    case "postgres" -> secrets.databasePassword();
                    case "looplm_gateway_owner" -> secrets.ownerPassword("gateway");
                    default -> secrets.writerPassword("gateway");
                });
    }

    private static String resource(String name) throws IOException {
        try (var text = UpgradeIT.class.getResourceAsStream(name)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
