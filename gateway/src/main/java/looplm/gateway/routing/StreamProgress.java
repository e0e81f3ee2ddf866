package looplm.gateway.routing;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import looplm.gateway.upstream.ClientStalled;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How far one streamed attempt has come, and the time limits that follow from it: a long one to the first event, a
 * shorter one between events, hardly any after {@code [DONE]}.
 */
final class StreamProgress {

    /** What an upstream gets to end its response after {@code [DONE]}, so that its connection can be used again. */
    private static final Duration AFTER_DONE = Duration.ofSeconds(1);

    private final InferenceSettings settings;
    private final AtomicLong unmetDemand = new AtomicLong();
    private volatile boolean begun;
    private volatile boolean done;

    StreamProgress(InferenceSettings settings) {
        this.settings = settings;
    }

    /** Whether the first event has passed. */
    boolean hasBegun() {
        return begun;
    }

    boolean isDone() {
        return done;
    }

    Flux<StreamEvent> watch(Flux<StreamEvent> events) {
        return events.doOnRequest(this::asked)
                .doOnNext(this::passed)
                .timeout(Mono.delay(settings.firstTokenTimeout()), _ -> nextLimit(), Flux.defer(this::late));
    }

    private void asked(long events) {
        unmetDemand.accumulateAndGet(events, (now, more) -> now + more < 0 ? Long.MAX_VALUE : now + more);
    }

    private void passed(StreamEvent event) {
        begun = true;
        done |= event instanceof StreamEvent.Done;
        if (unmetDemand.get() != Long.MAX_VALUE) {
            unmetDemand.decrementAndGet();
        }
    }

    private Publisher<Long> nextLimit() {
        return Mono.delay(done ? AFTER_DONE : settings.gapTimeout());
    }

    /** Nothing came for too long: because the upstream is slow, or because nobody asked it to go on? */
    private Flux<StreamEvent> late() {
        if (done) {
            return Flux.empty();
        }
        return Flux.error(unmetDemand.get() > 0 ? new TimeoutException("no event in time") : new ClientStalled());
    }
}
