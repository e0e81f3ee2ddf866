package looplm.gateway.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import looplm.testing.TestPostgres;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

class AuditStoreTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** No two values alike, so that none can take another's place. */
    private static final AuditRow FULL = new AuditRow(
            UUID.randomUUID(),
            "request",
            UUID.randomUUID(),
            UUID.randomUUID(),
            "/v1/completions",
            new AuditRow.Asked("model", "kernel", false, "prompt digest"),
            new AuditRow.Screened("allowed", "deepened", "policy"),
            new AuditRow.Ended(AuditRow.Outcome.FAILED, 503, "error", "finish", "answer digest"),
            new AuditRow.Counted(1, 2, 3, 4, true),
            new AuditRow.Times(START, START.plusMillis(5), START.plusMillis(6)));

    @Test
    void columns_areTheComponentsOfTheRow_eachWithItsOwnValue() {
        var columns = new LinkedHashMap<String, @Nullable Object>();
        AuditStore.COLUMNS.forEach(
                column -> columns.put(column.name(), comparable(column.value().apply(FULL))));

        assertThat(AuditStore.COLUMNS).hasSameSizeAs(columns.keySet());
        assertThat(columns).containsExactlyInAnyOrderEntriesOf(components(FULL));
        assertThat(columns.values()).doesNotContainNull().doesNotHaveDuplicates();
    }

    @Test
    void insert_keepsEveryColumnOfTheTable() {
        JdbcTemplate jdbc = migrated();

        store(jdbc).write(List.of(), List.of(FULL));

        var kept = new LinkedHashMap<String, @Nullable Object>();
        jdbc.queryForMap("SELECT * FROM audit").forEach((name, value) -> kept.put(name, comparable(value)));
        assertThat(kept).containsExactlyInAnyOrderEntriesOf(components(FULL));
    }

    @Test
    void openRequest_isThere_untilItsRowIs() {
        JdbcTemplate jdbc = migrated();
        AuditStore store = store(jdbc);
        var open = new OpenRequest(
                FULL.id(), "request", FULL.keyId(), "/v1/completions", "model", null, true, "digest", START);

        store.write(List.of(open), List.of());
        store.write(List.of(open), List.of());
        assertThat(jdbc.queryForList("SELECT request_id FROM open_request", String.class))
                .containsExactly("request");
        assertThat(store.lost(Duration.ZERO, 10)).containsExactly(open);

        store.write(List.of(), List.of(FULL));
        store.write(List.of(), List.of(FULL));
        assertThat(jdbc.queryForList("SELECT request_id FROM open_request", String.class))
                .isEmpty();
        assertThat(jdbc.queryForList("SELECT request_id FROM audit", String.class))
                .hasSize(1);
    }

    @Test
    void lostRequests_areThoseOfGatewaysThatAreSilent() {
        JdbcTemplate jdbc = migrated();
        AuditStore living = store(jdbc);
        AuditStore dead = store(jdbc);
        living.seen();
        dead.seen();
        jdbc.update(
                "UPDATE gateway_instance SET seen_at = now() - interval '40 seconds' WHERE id = ?", dead.instance());
        var ofLiving = new OpenRequest(
                UUID.randomUUID(), "living", FULL.keyId(), "/v1/completions", "model", null, true, "digest", START);
        var ofDead = new OpenRequest(
                UUID.randomUUID(), "dead", FULL.keyId(), "/v1/completions", "model", null, true, "digest", START);
        living.write(List.of(ofLiving), List.of());
        dead.write(List.of(ofDead), List.of());

        assertThat(living.lost(Duration.ofSeconds(30), 10)).containsExactly(ofDead);
        assertThat(living.lost(Duration.ofSeconds(50), 10)).isEmpty();
    }

    private static AuditStore store(JdbcTemplate jdbc) {
        return new AuditStore(
                jdbc,
                new TransactionTemplate(
                        new DataSourceTransactionManager(Objects.requireNonNull(jdbc.getDataSource()))));
    }

    private static JdbcTemplate migrated() {
        String url = TestPostgres.newDatabase().jdbcUrl();
        Flyway.configure()
                .dataSource(url, "looplm_gateway_owner", "")
                .defaultSchema("gateway")
                .load()
                .migrate();
        return new JdbcTemplate(new DriverManagerDataSource(url, "looplm_gateway", ""));
    }

    /** What a record and the records in it hold, by the names that SQL gives them. */
    private static Map<String, @Nullable Object> components(Record row) {
        var components = new LinkedHashMap<String, @Nullable Object>();
        for (RecordComponent component : row.getClass().getRecordComponents()) {
            switch (value(component, row)) {
                case Record part -> components.putAll(components(part));
                case AuditRow.Outcome outcome -> components.put("outcome", outcome.text());
                case Object value -> components.put(snakeCase(component.getName()), comparable(value));
            }
        }
        return components;
    }

    private static Object value(RecordComponent component, Record row) {
        try {
            return component.getAccessor().invoke(row);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static @Nullable Object comparable(@Nullable Object value) {
        return switch (value) {
            case OffsetDateTime time -> time.toInstant();
            case Timestamp time -> time.toInstant();
            case Integer number -> number.longValue();
            case null, default -> value;
        };
    }
}
