package looplm.inference.admission;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import looplm.inference.engine.Sequence;
import looplm.inference.engine.TokenEvent;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at answering a request, from the queue to its final count. The engine's thread tells it events; another
 * takes them.
 */
public final class Attempt {

    private final String account;
    private final Admission admission;
    private final Sequence sequence;
    private final BlockingQueue<TokenEvent> events;
    private final CountDownLatch end = new CountDownLatch(1);

    /**
     * @param account who pays
     * @param prefillSteps D
     * @param attempts told when this one ends
     */
    Attempt(String account, Admission admission, int prefillSteps, Attempts attempts) {
        this.account = account;
        this.admission = admission;
        // A token event per token and one at the end: the engine never finds it full.
        this.events = new LinkedBlockingQueue<>(admission.generation().maxTokens() + 1);
        this.sequence = new Sequence(admission.generation(), prefillSteps, event -> {
            boolean last = !(event instanceof TokenEvent.Token);
            if (last) {
                attempts.ended(this);
                end.countDown();
            }
            if (!events.offer(event)) {
                throw new IllegalStateException("events: full (expected: room for every token)");
            }
        });
    }

    public String id() {
        return admission.generation().id();
    }

    public String account() {
        return account;
    }

    /** What it has cost so far. */
    public AttemptCount count() {
        return new AttemptCount(id(), account, sequence.state(), sequence.finishReason(), sequence.counts());
    }

    public Admission admission() {
        return admission;
    }

    public Sequence sequence() {
        return sequence;
    }

    /** The next event, null if none came in time. */
    public @Nullable TokenEvent next(Duration limit) throws InterruptedException {
        return events.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Waits for the final count. */
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        return end.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }
}
