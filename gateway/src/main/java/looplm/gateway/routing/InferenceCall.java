package looplm.gateway.routing;

import java.util.UUID;
import looplm.gateway.door.ByteBudget;
import looplm.wire.inference.FinalCount;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/**
 * One call of a generating endpoint, whatever tries it takes.
 *
 * @param path e.g. {@code /v1/chat/completions}
 * @param body the JSON request
 * @param account who pays
 * @param room where the bytes of a whole answer count
 */
public record InferenceCall(
        String path, byte[] body, String account, String requestId, ByteBudget.Claim room, Observer observer) {

    /** Learns what becomes of a call's attempts. */
    public interface Observer {

        /**
         * A try begins; it takes the place of one before it.
         *
         * @return its id at inference-service, never used before
         */
        UUID started();

        /** The upstream accepted the try. */
        void accepted(HttpHeaders headers);

        /**
         * The try was given up before its end.
         *
         * @param count what inference-service counted for it; empty where that cannot be learnt, never an error
         */
        void cancelled(Mono<FinalCount> count);
    }
}
