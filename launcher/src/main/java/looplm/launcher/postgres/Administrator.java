package looplm.launcher.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import looplm.launcher.home.Secrets;
import looplm.launcher.service.Service;

/** The superuser of the platform's PostgreSQL: makes the database and the services' roles. */
record Administrator(int port, Secrets secrets) {

    /** The one database of the platform; each service has a schema in it. */
    static final String DATABASE = "looplm";

    private static final String CONNECT_SECONDS = "3";
    private static final String ANSWER_SECONDS = "20";

    /** Makes what is missing. */
    void prepareDatabase() throws SQLException {
        try (Connection connection = connect("postgres");
                var statement = connection.createStatement()) {
            boolean missing;
            try (var found = statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                missing = !found.next();
            }
            if (missing) {
                statement.execute("CREATE DATABASE " + DATABASE);
            }
        }
        try (Connection connection = connect(DATABASE);
                var statement = connection.createStatement()) {
            statement.execute(roles());
            for (String service : Service.withDatabase()) {
                statement.execute(password("looplm_" + service, secrets.writerPassword(service)));
                statement.execute(password("looplm_" + service + "_owner", secrets.ownerPassword(service)));
            }
        }
    }

    private static String password(String role, Path file) {
        return "ALTER ROLE " + role + " PASSWORD '" + ScramVerifier.of(Secrets.read(file)) + "'";
    }

    /** Returns when the server answers. */
    void ping() throws SQLException {
        connect(DATABASE).close();
    }

    private Connection connect(String database) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", "postgres");
        properties.setProperty("password", Secrets.read(secrets.databasePassword()));
        properties.setProperty("connectTimeout", CONNECT_SECONDS);
        properties.setProperty("socketTimeout", ANSWER_SECONDS);
        properties.setProperty("ApplicationName", "looplm launcher");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
    }

    private static String roles() {
        try (InputStream script =
                Objects.requireNonNull(Administrator.class.getResourceAsStream("roles.sql"), "roles.sql")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
