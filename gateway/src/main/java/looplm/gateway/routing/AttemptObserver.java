package looplm.gateway.routing;

import java.util.UUID;
import looplm.wire.inference.FinalCount;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

/** Learns what becomes of a call's attempts. */
public interface AttemptObserver {

    /** A try begins; it takes the place of one before it. */
    void started(UUID attemptId);

    /** The upstream accepted the try. */
    void accepted(HttpHeaders headers);

    /**
     * The try was given up before its end.
     *
     * @param count what inference-service counted for it; empty where that cannot be learnt, never an error
     */
    void cancelled(Mono<FinalCount> count);
}
