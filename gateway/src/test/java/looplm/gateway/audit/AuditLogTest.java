package looplm.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import looplm.gateway.error.GatewayException;
import looplm.testing.TestPostgres;
import looplm.wire.ErrorCode;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class AuditLogTest {

    private static final Duration SHORT = Duration.ofMillis(20);

    private final TestPostgres.Database postgres = TestPostgres.newDatabase();
    private final DriverManagerDataSource source =
            new DriverManagerDataSource(postgres.jdbcUrl(), "looplm_gateway", "");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void stop_writesEveryRow_evenThoseThatComeLate() throws SQLException {
        AuditLog log = started(new AuditSettings(1000, 7, SHORT, Duration.ofSeconds(20)));
        var slots = new ArrayList<AuditLog.Slot>();
        for (int i = 0; i < 500; i++) {
            slots.add(log.reserve());
        }
        slots.subList(0, 499).forEach(slot -> slot.fill(row("model")));
        AuditLog.Slot late = slots.getLast();

        Thread stop = Thread.startVirtualThread(log::stop);
        await().until(() -> rows() == 499);
        assertThat(stop.isAlive()).isTrue();
        late.fill(row("model"));
        late.fill(row("a second row for one slot"));

        await().until(() -> !stop.isAlive());
        assertThat(rows()).isEqualTo(500);
    }

    @Test
    void reserve_refuses_whenTooManyRowsAreUnwritten() {
        AuditLog log = started(new AuditSettings(2, 10, SHORT, SHORT));
        log.reserve();
        AuditLog.Slot second = log.reserve();

        assertThatThrownBy(log::reserve)
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        full -> assertThat(full.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));

        second.fill(row("model"));
        await().untilAsserted(() -> assertThat(log.reserve()).isNotNull());
        log.stop();
    }

    @Test
    void rows_wait_whileTheDatabaseIsAway() throws SQLException {
        AuditLog log = started(new AuditSettings(10, 10, SHORT, Duration.ofSeconds(20)));
        postgres.execute("postgres", "ALTER ROLE looplm_gateway NOLOGIN");
        try {
            log.reserve().fill(row("model"));
            log.reserve().fill(row("model"));
        } finally {
            postgres.execute("postgres", "ALTER ROLE looplm_gateway LOGIN");
        }

        await().until(() -> rows() == 2);
        log.stop();
    }

    @Test
    void row_isDroppedAndCounted_whenTheDatabaseWillNeverTakeIt() throws SQLException {
        AuditLog log = started(new AuditSettings(10, 10, SHORT, Duration.ofSeconds(20)));
        log.reserve().fill(row("model"));
        log.reserve().fill(row("not\0storable"));
        log.reserve().fill(row("model"));

        log.stop();

        assertThat(rows()).isEqualTo(2);
        assertThat(meters.counter("looplm.gateway.audit.lost").count()).isEqualTo(1);
    }

    private AuditLog started(AuditSettings settings) {
        Flyway.configure()
                .dataSource(postgres.jdbcUrl(), "looplm_gateway_owner", "")
                .defaultSchema("gateway")
                .load()
                .migrate();
        var log = new AuditLog(new AuditStore(new JdbcTemplate(source)), settings, meters);
        log.start();
        return log;
    }

    private int rows() throws SQLException {
        try (var connection = postgres.connect("looplm_gateway");
                var found = connection.createStatement().executeQuery("SELECT count(*) FROM audit")) {
            found.next();
            return found.getInt(1);
        }
    }

    private static AuditRow row(String model) {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        return new AuditRow(
                UUID.randomUUID(),
                "r",
                null,
                UUID.randomUUID(),
                "/v1/completions",
                new AuditRow.Asked(model, null, false, null),
                new AuditRow.Screened("allowed", null, null),
                new AuditRow.Ended(AuditRow.Outcome.ANSWERED, 200, null, "stop", null),
                new AuditRow.Counted(1, 2, 3, 0),
                new AuditRow.Times(now, null, now));
    }
}
