package looplm.safety.audit;

import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The table {@code audit}: rows of one chain, written in order and never changed. */
public final class AuditTable {

    /**
     * The end of a chain.
     *
     * @param number of the last record; 0 for an empty chain
     */
    public record Head(long number, String hash) {}

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final UUID replica;

    public AuditTable(JdbcClient jdbc, TransactionTemplate transaction, UUID replica) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.replica = replica;
    }

    /** The end of this replica's chain as the database has it. */
    Head head() {
        return jdbc.sql("SELECT number, hash FROM audit WHERE replica = :replica ORDER BY number DESC LIMIT 1")
                .param("replica", replica)
                .query((row, i) ->
                        new Head(row.getLong("number"), HexFormat.of().formatHex(row.getBytes("hash"))))
                .optional()
                .orElse(new Head(0, AuditChain.START));
    }

    /** Appends all entries or none. */
    Head append(Head head, List<AuditEntry> entries) {
        return Objects.requireNonNull(transaction.execute(status -> {
            Head last = head;
            for (AuditEntry entry : entries) {
                last = insert(last, entry);
            }
            return last;
        }));
    }

    private Head insert(Head head, AuditEntry entry) {
        long number = head.number() + 1;
        String hash = AuditChain.hash(head.hash(), replica, number, entry);
        jdbc.sql("""
                INSERT INTO audit (replica, number, at, request_id, stage, digest, verdict, action, categories, reason,
                                   policy_version, previous_hash, hash)
                VALUES (:replica, :number, :at, :request_id, :stage, :digest, :verdict, :action,
                        string_to_array(:categories, ','), :reason, :policy_version, :previous_hash, :hash)""")
                .param("replica", replica)
                .param("number", number)
                .param("at", entry.at().atOffset(ZoneOffset.UTC))
                .param("request_id", entry.requestId())
                .param("stage", entry.stage())
                .param("digest", HexFormat.of().parseHex(entry.digest()))
                .param("verdict", entry.verdict())
                .param("action", entry.action())
                .param("categories", String.join(",", entry.categories()))
                .param("reason", entry.reason())
                .param("policy_version", entry.policyVersion())
                .param("previous_hash", HexFormat.of().parseHex(head.hash()))
                .param("hash", HexFormat.of().parseHex(hash))
                .update();
        return new Head(number, hash);
    }
}
