package looplm.gateway.audit;

import static java.util.stream.Collectors.joining;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

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
            new Column("received_at", row -> timestamp(row.times().receivedAt())),
            new Column("first_byte_at", row -> timestamp(row.times().firstByteAt())),
            new Column("finished_at", row -> timestamp(row.times().finishedAt())));

    /** A batch whose commit was not confirmed is written again, hence the conflict clause. */
    private static final String INSERT = "INSERT INTO audit ("
            + COLUMNS.stream().map(Column::name).collect(joining(", "))
            + ") VALUES ("
            + COLUMNS.stream().map(_ -> "?").collect(joining(", "))
            + ") ON CONFLICT (id) DO NOTHING";

    private final JdbcTemplate jdbc;

    public AuditStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public void insert(List<AuditRow> rows) {
        jdbc.batchUpdate(INSERT, rows, rows.size(), AuditStore::bind);
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
