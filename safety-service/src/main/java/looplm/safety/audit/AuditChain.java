package looplm.safety.audit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import looplm.wire.Sha256;

/**
 * The hash that ties a record to all records before it: SHA-256 over the previous hash and the record's fields, each
 * preceded by its length so that no two records read the same.
 */
public final class AuditChain {

    /** What the first record of a chain follows. */
    public static final String START = "0".repeat(64);

    private AuditChain() {}

    /**
     * @param previous hash of the record before, in hex
     * @param replica the process that writes this chain
     * @param number position in the chain, from 1
     * @return 64 hex digits
     */
    public static String hash(String previous, UUID replica, long number, AuditEntry entry) {
        var fields = List.of(
                previous,
                replica.toString(),
                Long.toString(number),
                entry.at().toString(),
                entry.requestId(),
                entry.stage(),
                entry.digest(),
                entry.verdict(),
                entry.action(),
                String.join(",", entry.categories()),
                entry.reason(),
                entry.policyVersion());
        var sha = Sha256.digest();
        for (String field : fields) {
            byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
            sha.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
            sha.update(bytes);
        }
        return Sha256.hex(sha);
    }
}
