package looplm.gateway.audit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A request that may run, before there is an audit row of it.
 *
 * @param id of the audit row to come
 * @param kernel the form that the model's weights are held in; null where the server does not tell
 * @param promptDigest SHA-256 of the prompt, 64 hex digits
 */
public record OpenRequest(
        UUID id,
        String requestId,
        UUID keyId,
        String endpoint,
        String model,
        @Nullable String kernel,
        boolean streamed,
        String promptDigest,
        Instant receivedAt) {

    /**
     * The id at inference-service of one try of a request. It follows from the row's, so that whoever finds an open row can ask
     * what its tries cost.
     *
     * @param number from 1
     */
    static UUID attemptId(UUID row, int number) {
        return UUID.nameUUIDFromBytes((row + "/" + number).getBytes(StandardCharsets.US_ASCII));
    }
}
