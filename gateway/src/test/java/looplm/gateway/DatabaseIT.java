package looplm.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import looplm.gateway.testing.TestingGateway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The gateway's role, and a database that goes away and comes back. */
class DatabaseIT {

    private static TestingGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new TestingGateway("key-cache", "0s");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void role_isDenied_onTheSchemasOfOthers() throws SQLException {
        gateway.database.execute("looplm_eval_owner", "CREATE TABLE eval.run (id int)");
        gateway.database.execute("looplm_safety_owner", "CREATE TABLE safety.audit (id int)");

        for (String query :
                new String[] {"SELECT * FROM eval.run", "SELECT * FROM safety.audit", "CREATE TABLE eval.x (i int)"}) {
            assertThatThrownBy(() -> gateway.database.execute("looplm_gateway", query))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied for schema");
        }
    }

    @Test
    void role_canOnlyAddToTheAudit() {
        for (String statement : new String[] {
            "UPDATE audit SET billed_steps = 0",
            "DELETE FROM audit",
            "TRUNCATE audit",
            "ALTER TABLE audit ADD COLUMN more int",
            "ALTER TABLE audit DISABLE TRIGGER ALL",
            "CREATE TRIGGER mine BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            "CREATE TABLE gateway.mine (id int)",
            "UPDATE flyway_schema_history SET checksum = 0"
        }) {
            assertThatThrownBy(() -> gateway.database.execute("looplm_gateway", statement))
                    .as(statement)
                    .hasMessageMatching("(?s).*(permission denied|must be owner).*");
        }
    }

    @Test
    void requests_areRefused_whileTheDatabaseIsAway_andAnsweredAgainAfterwards() throws SQLException {
        assertThat(gateway.chat("").statusCode()).isEqualTo(200);
        gateway.database.execute("postgres", "ALTER ROLE looplm_gateway NOLOGIN");
        gateway.database.execute(
                "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'looplm_gateway'");
        try {
            HttpResponse<String> response = gateway.chat("");
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(gateway.json(response).path("error").path("code").stringValue())
                    .isEqualTo("database_unavailable");
            assertThat(readiness()).isEqualTo(503);
            assertThat(health("liveness"))
                    .as("a restart would not bring it back")
                    .isEqualTo(200);
        } finally {
            gateway.database.execute("postgres", "ALTER ROLE looplm_gateway LOGIN");
        }

        await().untilAsserted(() -> {
            assertThat(gateway.chat("").statusCode()).isEqualTo(200);
            assertThat(readiness()).isEqualTo(200);
        });
    }

    private static int readiness() {
        return health("readiness");
    }

    private static int health(String group) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url("/actuator/health/" + group)))
                        .build())
                .statusCode();
    }
}
