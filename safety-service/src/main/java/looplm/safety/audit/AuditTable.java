package looplm.safety.audit;

import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
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
        return jdbc.sql("SELECT number, hash FROM audit WHERE replica = ? ORDER BY number DESC LIMIT 1")
                .param(replica)
                .query((row, i) ->
                        new Head(row.getLong("number"), HexFormat.of().formatHex(row.getBytes("hash"))))
                .optional()
                .orElse(new Head(0, AuditChain.START));
    }

    /** Appends all entries or none. */
    Head append(Head head, List<AuditEntry> entries) {
        return java.util.Objects.requireNonNull(transaction.execute(status -> {
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
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, string_to_array(?, ','), ?, ?, ?, ?)""")
                .params(
                        replica,
                        number,
                        entry.at().atOffset(ZoneOffset.UTC),
                        entry.requestId(),
                        entry.stage(),
                        HexFormat.of().parseHex(entry.digest()),
                        entry.verdict(),
                        entry.action(),
                        String.join(",", entry.categories()),
                        entry.reason(),
                        entry.policyVersion(),
                        HexFormat.of().parseHex(head.hash()),
                        HexFormat.of().parseHex(hash))
                .update();
        return new Head(number, hash);
    }
}
