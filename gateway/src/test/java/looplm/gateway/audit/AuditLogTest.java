package looplm.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import looplm.gateway.error.GatewayException;
import looplm.testing.TestPostgres;
import looplm.wire.ErrorCode;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

class AuditLogTest {

    private static final Duration SHORT = Duration.ofMillis(20);

    private static final Duration STALL = Duration.ofMillis(500);

    @TempDir
    private Path folder;

    private Path spill;

    @BeforeEach
    void place() {
        spill = folder.resolve("unwritten.jsonl");
    }

    private final TestPostgres.Database postgres = TestPostgres.newDatabase();
    private final DriverManagerDataSource source =
            new DriverManagerDataSource(postgres.jdbcUrl(), "looplm_gateway", "");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void stop_writesEveryRow_evenThoseThatComeLate() throws SQLException {
        AuditLog log = started(settings(1000, Duration.ofSeconds(20)));
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
        AuditLog log = started(settings(2, SHORT));
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
        AuditLog log = started(settings(10, Duration.ofSeconds(20)));
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
        AuditLog log = started(settings(10, Duration.ofSeconds(20)));
        log.reserve().fill(row("model"));
        log.reserve().fill(row("not\0storable"));
        log.reserve().fill(row("model"));

        log.stop();

        assertThat(rows()).isEqualTo(2);
        assertThat(meters.counter("looplm.gateway.audit.lost").count()).isEqualTo(1);
    }

    @Test
    void opening_isTold_onceItIsInTheDatabase() throws SQLException {
        AuditLog log = started(settings(10, SHORT));
        AuditLog.Slot slot = log.reserve();
        OpenRequest open = open();

        slot.open(open).toFuture().join();
        assertThat(text("SELECT request_id FROM open_request")).isEqualTo("r");

        slot.fill(row(open.id(), "model"));
        log.stop();
        assertThat(text("SELECT count(*) FROM open_request")).isEqualTo("0");
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void stall_isTold_toThoseWhoBegin_andEndsByItself() throws SQLException {
        AuditLog log = started(settings(10, Duration.ofSeconds(20)));
        AuditLog.Slot slot = log.reserve();
        noLogin();
        try {
            assertThatThrownBy(() -> slot.open(open()).toFuture().join())
                    .cause()
                    .satisfies(AuditLogTest::isUnavailable);
            await().untilAsserted(() -> assertThatThrownBy(log::reserve).satisfies(AuditLogTest::isUnavailable));
        } finally {
            login();
        }

        await().ignoreExceptions().until(() -> log.reserve() != null);
    }

    @Test
    void rows_goToTheFile_whileTheDatabaseIsAway_andComeBack() throws Exception {
        AuditLog log = started(settings(10, Duration.ofSeconds(20)));
        noLogin();
        try {
            log.reserve().fill(row("model"));
            await().until(() -> Files.size(spill) > 0);
            assertThat(Files.getPosixFilePermissions(spill)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(log.isKeeping()).isTrue();
        } finally {
            login();
        }

        await().until(() -> rows() == 1 && Files.size(spill) == 0);
        log.stop();
    }

    @Test
    void rows_areWrittenByTheNextGateway_whenOneEndsWithoutDatabase() throws Exception {
        AuditLog log = started(settings(10, SHORT));
        noLogin();
        try {
            for (int i = 0; i < 5; i++) {
                log.reserve().fill(row("model"));
            }
            log.stop();
        } finally {
            login();
        }
        assertThat(rows()).isZero();
        Files.writeString(spill, Files.readString(spill) + "{\"id\":\"torn", StandardOpenOption.TRUNCATE_EXISTING);

        AuditLog next = started(settings(10, SHORT));

        await().until(() -> rows() == 5 && Files.size(spill) == 0);
        next.stop();
    }

    @Test
    void file_isWritten_withoutTheRowThatTheDatabaseWillNeverTake() throws Exception {
        var file = new SpillFile(spill, 1 << 20);
        assertThat(file.append(List.of(row("model"), row("not\0storable"), row("model"))))
                .isTrue();

        AuditLog log = started(settings(10, SHORT));

        await().until(() -> rows() == 2 && Files.size(spill) == 0);
        assertThat(meters.counter("looplm.gateway.audit.lost").count()).isEqualTo(1);
        assertThat(log.reserve()).isNotNull();
        log.stop();
    }

    @Test
    void row_isWhole_afterALineThatACrashCutOff() throws Exception {
        Files.writeString(spill, "{\"id\":\"torn");
        var file = new SpillFile(spill, 1 << 20);
        AuditRow kept = row("model");
        assertThat(file.append(List.of(kept))).isTrue();

        var replayed = new ArrayList<AuditRow>();
        assertThat(file.replay(7, replayed::addAll)).isEqualTo(1);

        assertThat(replayed).containsExactly(kept);
        assertThat(file.isEmpty()).isTrue();
    }

    @Test
    void fullFile_keepsRowsInMemory_andIsNotReady() throws SQLException {
        AuditLog log = started(new AuditSettings(
                10, 10, SHORT, Duration.ofSeconds(20), STALL, spill, DataSize.ofBytes(10), Duration.ofSeconds(30)));
        noLogin();
        try {
            log.reserve().fill(row("model"));
            await().until(() -> !log.isKeeping());
        } finally {
            login();
        }

        await().until(() -> rows() == 1 && log.isKeeping());
        log.stop();
    }

    private AuditSettings settings(int unwritten, Duration drain) {
        return new AuditSettings(
                unwritten, 7, SHORT, drain, STALL, spill, DataSize.ofMegabytes(1), Duration.ofSeconds(30));
    }

    private AuditLog started(AuditSettings settings) {
        Flyway.configure()
                .dataSource(postgres.jdbcUrl(), "looplm_gateway_owner", "")
                .defaultSchema("gateway")
                .load()
                .migrate();
        var transactions = new TransactionTemplate(new DataSourceTransactionManager(source));
        var log = new AuditLog(new AuditStore(new JdbcTemplate(source), transactions), settings, meters);
        log.start();
        return log;
    }

    private void noLogin() throws SQLException {
        postgres.execute("postgres", "ALTER ROLE looplm_gateway NOLOGIN");
    }

    private void login() throws SQLException {
        postgres.execute("postgres", "ALTER ROLE looplm_gateway LOGIN");
    }

    private static void isUnavailable(Throwable failure) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        known -> assertThat(known.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));
    }

    private String text(String query) throws SQLException {
        try (var connection = postgres.connect("looplm_gateway");
                var found = connection.createStatement().executeQuery(query)) {
            found.next();
            return found.getString(1);
        }
    }

    private static OpenRequest open() {
        return new OpenRequest(
                UUID.randomUUID(),
                "r",
                UUID.randomUUID(),
                "/v1/completions",
                "model",
                null,
                false,
                "digest",
                Instant.parse("2026-01-01T00:00:00Z"));
    }

    private int rows() throws SQLException {
        try (var connection = postgres.connect("looplm_gateway");
                var found = connection.createStatement().executeQuery("SELECT count(*) FROM audit")) {
            found.next();
            return found.getInt(1);
        }
    }

    private static AuditRow row(String model) {
        return row(UUID.randomUUID(), model);
    }

    private static AuditRow row(UUID id, String model) {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        return new AuditRow(
                id,
                "r",
                null,
                UUID.randomUUID(),
                "/v1/completions",
                new AuditRow.Asked(model, null, false, null),
                new AuditRow.Screened("allowed", null, null),
                new AuditRow.Ended(AuditRow.Outcome.ANSWERED, 200, null, "stop", null),
                new AuditRow.Counted(1, 2, 3, 0, false),
                new AuditRow.Times(now, null, now));
    }
}
