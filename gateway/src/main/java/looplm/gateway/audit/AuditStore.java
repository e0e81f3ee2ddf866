package looplm.gateway.audit;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Audit rows in PostgreSQL. Blocks: not for the event loop. */
public final class AuditStore {

    /** A batch whose commit was not confirmed is written again, hence the conflict clause. */
    private static final String INSERT = """
            INSERT INTO audit (
                id, request_id, attempt_id, key_id, endpoint, model, streamed, prompt_verdict, answer_verdict,
                policy_version, outcome, status, error_code, finish_reason, prompt_tokens, completion_tokens,
                billed_steps, discarded_steps, prompt_digest, answer_digest, received_at, first_byte_at, finished_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO NOTHING""";

    private final JdbcTemplate jdbc;

    public AuditStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    public void insert(List<AuditRow> rows) {
        jdbc.batchUpdate(INSERT, rows, rows.size(), AuditStore::bind);
    }

    private static void bind(PreparedStatement statement, AuditRow row) throws SQLException {
        @Nullable
        Object[] values = {
            row.id(),
            row.requestId(),
            row.attemptId(),
            row.keyId(),
            row.endpoint(),
            row.model(),
            row.streamed(),
            row.promptVerdict(),
            row.answerVerdict(),
            row.policyVersion(),
            row.outcome().text(),
            row.status(),
            row.errorCode(),
            row.finishReason(),
            row.promptTokens(),
            row.completionTokens(),
            row.billedSteps(),
            row.discardedSteps(),
            row.promptDigest(),
            row.answerDigest(),
            timestamp(row.receivedAt()),
            timestamp(row.firstByteAt()),
            timestamp(row.finishedAt())
        };
        for (int i = 0; i < values.length; i++) {
            if (values[i] == null) {
                statement.setNull(i + 1, Types.NULL);
            } else {
                statement.setObject(i + 1, values[i]);
            }
        }
    }

    private static @Nullable Object timestamp(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
