package looplm.safety.audit;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;

/**
 * One decision, without the text it was about.
 *
 * @param at when; kept to microseconds, as PostgreSQL does
 * @param digest SHA-256 of the text, in hex
 * @param categories hazard codes found
 */
public record AuditEntry(
        Instant at,
        String requestId,
        String stage,
        String digest,
        String verdict,
        String action,
        List<String> categories,
        String reason,
        String policyVersion) {

    private static final int SHA_256_BYTES = 32;

    public AuditEntry {
        at = at.truncatedTo(ChronoUnit.MICROS);
        categories = List.copyOf(categories);
        if (HexFormat.of().parseHex(digest).length != SHA_256_BYTES) {
            throw new IllegalArgumentException("digest: " + digest + " (expected: 64 hex digits)");
        }
    }
}
