package looplm.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL for tests: one server per JVM, one fresh database per test class, with the roles and schemas that
 * production has.
 */
public final class TestPostgres {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {}

    /** Makes an empty database with the production roles and schemas. */
    public static Database newDatabase() {
        String name = "looplm_" + DATABASES.incrementAndGet();
        try {
            try (Connection admin = Server.POSTGRES.getPostgresDatabase().getConnection();
                    var statement = admin.createStatement()) {
                statement.execute("CREATE DATABASE " + name);
            }
            var database = new Database(Server.POSTGRES.getPort(), name);
            database.execute("postgres", roles());
            return database;
        } catch (SQLException e) {
            throw new IllegalStateException("test database " + name + " could not be made", e);
        }
    }

    private static String roles() {
        try (InputStream script =
                Objects.requireNonNull(TestPostgres.class.getResourceAsStream("roles.sql"), "roles.sql")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One database; connect as a service's writer ({@code looplm_gateway}), its owner ({@code looplm_gateway_owner}) or {@code postgres}. */
    public record Database(int port, String name) {

        public String jdbcUrl() {
            return "jdbc:postgresql://127.0.0.1:" + port + "/" + name;
        }

        /** A new connection, to be closed by the caller. */
        public Connection connect(String role) throws SQLException {
            return DriverManager.getConnection(jdbcUrl(), role, "");
        }

        /** Runs one or more statements as {@code role}. */
        public void execute(String role, String sql) throws SQLException {
            try (Connection connection = connect(role);
                    var statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    /** Started on first use; the library stops it when the JVM ends. */
    private static final class Server {

        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().start();
            } catch (IOException e) {
                throw new UncheckedIOException("embedded PostgreSQL did not start", e);
            }
        }
    }
}
