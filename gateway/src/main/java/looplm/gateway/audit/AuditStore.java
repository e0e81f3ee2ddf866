package looplm.gateway.audit;

import static java.util.stream.Collectors.joining;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/** Audit rows in PostgreSQL. Blocks: not for the event loop. */
public final class AuditStore {

    /**
     * A column of the table, and what a row has for it.
     *
     * @param value of a type that PostgreSQL's driver knows
     */
    record Column(String name, Function<AuditRow, @Nullable Object> value) {}

    /** The one place where columns and values meet: the statement and its parameters are made of it. */
    static final List<Column> COLUMNS = List.of(
            new Column("id", AuditRow::id),
            new Column("request_id", AuditRow::requestId),
            new Column("attempt_id", AuditRow::attemptId),
            new Column("key_id", AuditRow::keyId),
            new Column("endpoint", AuditRow::endpoint),
            new Column("model", row -> row.asked().model()),
            new Column("kernel", row -> row.asked().kernel()),
            new Column("streamed", row -> row.asked().streamed()),
            new Column("prompt_digest", row -> row.asked().promptDigest()),
            new Column("prompt_verdict", row -> row.screened().promptVerdict()),
            new Column("answer_verdict", row -> row.screened().answerVerdict()),
            new Column("policy_version", row -> row.screened().policyVersion()),
            new Column("outcome", row -> row.ended().outcome().text()),
            new Column("status", row -> row.ended().status()),
            new Column("error_code", row -> row.ended().errorCode()),
            new Column("finish_reason", row -> row.ended().finishReason()),
            new Column("answer_digest", row -> row.ended().answerDigest()),
            new Column("prompt_tokens", row -> row.counted().promptTokens()),
            new Column("completion_tokens", row -> row.counted().completionTokens()),
            new Column("billed_steps", row -> row.counted().billedSteps()),
            new Column("discarded_steps", row -> row.counted().discardedSteps()),
            new Column("estimated", row -> row.counted().estimated()),
            new Column("received_at", row -> timestamp(row.times().receivedAt())),
            new Column("first_byte_at", row -> timestamp(row.times().firstByteAt())),
            new Column("finished_at", row -> timestamp(row.times().finishedAt())));

    /** A batch whose commit was not confirmed is written again, hence the conflict clause. */
    private static final String INSERT = "INSERT INTO audit ("
            + COLUMNS.stream().map(Column::name).collect(joining(", "))
            + ") VALUES ("
            + COLUMNS.stream().map(_ -> "?").collect(joining(", "))
            + ") ON CONFLICT (id) DO NOTHING";

    private static final String OPEN =
            "INSERT INTO open_request (id, instance, request_id, key_id, endpoint, model, kernel,"
                    + " streamed, prompt_digest, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING";

    private static final String CLOSE = "DELETE FROM open_request WHERE id = ?";

    private final JdbcTemplate jdbc;
    private final TransactionOperations transactions;
    private final UUID instance = UUID.randomUUID();

    public AuditStore(JdbcTemplate jdbc, TransactionOperations transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** Of this process: what open requests are known by. */
    UUID instance() {
        return instance;
    }

    /** Writes all or nothing. A row that is there already stays as it is. */
    void write(List<OpenRequest> opened, List<AuditRow> ended) {
        transactions.executeWithoutResult(_ -> {
            if (!opened.isEmpty()) {
                jdbc.batchUpdate(OPEN, opened, opened.size(), this::bind);
            }
            if (!ended.isEmpty()) {
                jdbc.batchUpdate(INSERT, ended, ended.size(), AuditStore::bind);
                jdbc.batchUpdate(CLOSE, ended, ended.size(), (statement, row) -> statement.setObject(1, row.id()));
            }
        });
    }

    private void bind(PreparedStatement statement, OpenRequest request) throws SQLException {
        statement.setObject(1, request.id());
        statement.setObject(2, instance);
        statement.setString(3, request.requestId());
        statement.setObject(4, request.keyId());
        statement.setString(5, request.endpoint());
        statement.setString(6, request.model());
        statement.setString(7, request.kernel());
        statement.setBoolean(8, request.streamed());
        statement.setString(9, request.promptDigest());
        statement.setObject(10, timestamp(request.receivedAt()));
    }

    /** Says that this gateway lives, and forgets those that have been dead for long. */
    void seen() {
        jdbc.update(
                "INSERT INTO gateway_instance (id, seen_at) VALUES (?, now()) ON CONFLICT (id) DO UPDATE SET seen_at = now()",
                instance);
        jdbc.update("DELETE FROM gateway_instance WHERE seen_at < now() - interval '1 day'");
    }

    /** Requests that gateways left open which have not been seen for so long. */
    List<OpenRequest> lost(Duration silence, int most) {
        return jdbc.query(
                "SELECT o.* FROM open_request o LEFT JOIN gateway_instance i ON i.id = o.instance"
                        + " WHERE i.seen_at IS NULL OR i.seen_at < now() - ? * interval '1 millisecond'"
                        + " ORDER BY o.received_at LIMIT ?",
                (row, _) -> new OpenRequest(
                        row.getObject("id", UUID.class),
                        row.getString("request_id"),
                        row.getObject("key_id", UUID.class),
                        row.getString("endpoint"),
                        row.getString("model"),
                        row.getString("kernel"),
                        row.getBoolean("streamed"),
                        row.getString("prompt_digest"),
                        row.getObject("received_at", OffsetDateTime.class).toInstant()),
                silence.toMillis(),
                most);
    }

    private static void bind(PreparedStatement statement, AuditRow row) throws SQLException {
        int parameter = 0;
        for (Column column : COLUMNS) {
            parameter++;
            Object value = column.value().apply(row);
            if (value == null) {
                statement.setNull(parameter, Types.NULL);
            } else {
                statement.setObject(parameter, value);
            }
        }
    }

    private static @Nullable Object timestamp(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
