package looplm.safety.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import looplm.edge.RefusedException;
import looplm.testing.TestPostgres;
import looplm.wire.ErrorCode;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class DecisionLogTest {

    private final TestPostgres.Database database = TestPostgres.newDatabase();
    private final UUID replica = UUID.randomUUID();
    private JdbcClient jdbc;
    private DecisionLog log;

    @BeforeEach
    void start() {
        var source = new DriverManagerDataSource(database.jdbcUrl(), "looplm_safety", "");
        Flyway.configure()
                .dataSource(database.jdbcUrl(), "looplm_safety_owner", "")
                .load()
                .migrate();
        jdbc = JdbcClient.create(source);
        var transaction = new TransactionTemplate(new JdbcTransactionManager(source));
        log = new DecisionLog(
                new AuditTable(jdbc, transaction, replica), 1000, Duration.ofSeconds(20), new SimpleMeterRegistry());
    }

    @AfterEach
    void stop() {
        log.close();
    }

    @Test
    void append_keepsOneUnbrokenChain_whenManyWriteAtOnce() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> calls = IntStream.range(0, 200)
                    .mapToObj(i -> (Callable<Boolean>) () -> {
                        log.append(List.of(entry("r" + i)));
                        return true;
                    })
                    .toList();
            for (var call : threads.invokeAll(calls)) {
                assertThat(call.get()).isTrue();
            }
        }

        assertThat(requireUnbroken()).isEqualTo(200);
        assertThat(jdbc.sql("SELECT count(DISTINCT request_id) FROM audit")
                        .query(Integer.class)
                        .single())
                .isEqualTo(200);
    }

    @Test
    void append_saysSoAndGoesOn_whenTheTableIsAwayForAWhile() throws SQLException {
        log.append(List.of(entry("first"), entry("second")));
        database.execute("looplm_safety_owner", "ALTER TABLE audit RENAME TO away");

        assertThatThrownBy(() -> log.append(List.of(entry("lost"))))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));

        database.execute("looplm_safety_owner", "ALTER TABLE away RENAME TO audit");
        log.append(List.of(entry("after")));
        assertThat(requireUnbroken()).isEqualTo(3);
    }

    @Test
    void table_refusesChanges_alsoByItsOwner() {
        log.append(List.of(entry("r")));

        for (String sql : List.of("UPDATE audit SET action = 'allow'", "DELETE FROM audit", "TRUNCATE audit")) {
            assertThatThrownBy(() -> database.execute("looplm_safety_owner", sql))
                    .hasMessageContaining("append-only");
        }
        for (String sql : List.of(
                "UPDATE audit SET action = 'allow'",
                "DELETE FROM audit",
                "TRUNCATE audit",
                "ALTER TABLE audit DISABLE TRIGGER ALL",
                "SELECT count(*) FROM flyway_schema_history")) {
            assertThatThrownBy(() -> database.execute("looplm_safety", sql))
                    .as(sql)
                    .hasMessageMatching("(?s).*(permission denied|must be owner).*");
        }
    }

    @Test
    void close_writesWhatWaits_andRefusesMore() {
        log.append(List.of(entry("r")));
        log.close();

        assertThatThrownBy(() -> log.append(List.of(entry("late")))).isInstanceOf(RefusedException.class);
    }

    /** Recomputes every hash from the rows alone. */
    private int requireUnbroken() {
        String previous = AuditChain.START;
        var rows = jdbc.sql("SELECT *, encode(digest, 'hex') AS d, encode(hash, 'hex') AS h FROM audit ORDER BY number")
                .query()
                .listOfRows();
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            var stored = jdbc.sql("SELECT at FROM audit WHERE number = ?")
                    .param(i + 1)
                    .query(Instant.class)
                    .single();
            var entry = new AuditEntry(
                    stored,
                    (String) row.get("request_id"),
                    "prompt",
                    (String) row.get("d"),
                    "flagged",
                    "block",
                    List.of("S9", "S1"),
                    "rule:a",
                    "v1");
            assertThat(row.get("number")).isEqualTo(i + 1L);
            assertThat(row.get("h")).isEqualTo(AuditChain.hash(previous, replica, i + 1, entry));
            previous = (String) row.get("h");
        }
        return rows.size();
    }

    private static AuditEntry entry(String requestId) {
        return new AuditEntry(
                Instant.now(),
                requestId,
                "prompt",
                "ab".repeat(32),
                "flagged",
                "block",
                List.of("S9", "S1"),
                "rule:a",
                "v1");
    }
}
