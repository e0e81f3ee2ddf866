package looplm.inference.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import looplm.inference.engine.AnswerRequest;
import looplm.inference.engine.Sequence;
import looplm.inference.engine.Sequence.State;
import looplm.inference.engine.SharedPrompt;
import looplm.inference.engine.token.Counts;
import looplm.inference.engine.token.TokenEvent;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at answering a request, from the queue to its final count. The engine's thread tells it events; another
 * takes them.
 */
public final class Attempt implements BilledWork {

    private final String account;
    private final Admission admission;
    private final List<Sequence> sequences = new ArrayList<>();
    private final BlockingQueue<Event> events;
    private final AtomicInteger open;
    private final CountDownLatch end = new CountDownLatch(1);

    /**
     * What happens to one of its answers.
     *
     * @param answer its index, from 0
     */
    public record Event(int answer, TokenEvent event) {}

    /**
     * @param account who pays
     * @param prefillSteps D
     * @param attempts told when this one ends
     */
    Attempt(String account, Admission admission, int prefillSteps, Attempts attempts) {
        this.account = account;
        this.admission = admission;
        List<AnswerRequest> answers = admission.answers();
        this.open = new AtomicInteger(answers.size());
        // A token event per token and one at the end, of every answer: the engine never finds it full.
        this.events = new LinkedBlockingQueue<>(
                answers.stream().mapToInt(answer -> answer.maxTokens() + 1).sum());
        SharedPrompt shared = answers.size() == 1 ? null : new SharedPrompt(answers.size());
        for (int i = 0; i < answers.size(); i++) {
            int answer = i;
            sequences.add(new Sequence(
                    answers.get(i), prefillSteps, event -> told(new Event(answer, event), attempts), shared));
        }
    }

    private void told(Event event, Attempts attempts) {
        boolean last = !(event.event() instanceof TokenEvent.Token) && open.decrementAndGet() == 0;
        if (last) {
            attempts.ended(this);
            end.countDown();
        }
        if (!events.offer(event)) {
            throw new IllegalStateException("events: full (expected: room for every token)");
        }
    }

    @Override
    public String id() {
        return admission.first().id();
    }

    @Override
    public String account() {
        return account;
    }

    @Override
    public AttemptCount count() {
        Sequence first = sequences.getFirst();
        State state = state();
        return new AttemptCount(
                id(),
                account,
                state,
                state == State.FINISHED ? first.finishReason() : Optional.empty(),
                Counts.together(sequences.stream().map(Sequence::counts).toList()));
    }

    /** The state of its answers together: how it went is known when the last has ended. */
    private State state() {
        List<State> states = sequences.stream().map(Sequence::state).toList();
        if (states.stream().anyMatch(state -> state.compareTo(State.FINISHED) < 0)) {
            return states.stream().allMatch(state -> state == State.QUEUED) ? State.QUEUED : State.RUNNING;
        }
        return states.contains(State.FAILED)
                ? State.FAILED
                : states.contains(State.CANCELLED) ? State.CANCELLED : State.FINISHED;
    }

    public Admission admission() {
        return admission;
    }

    /** Its answers, as the engine sees them. */
    public List<Sequence> sequences() {
        return sequences;
    }

    /** {@link System#nanoTime} when its first answer got a row; empty before. */
    public OptionalLong startedNanos() {
        return sequences.getFirst().startedNanos();
    }

    @Override
    public void cancel() {
        sequences.forEach(Sequence::cancel);
    }

    /** The next event, null if none came in time. */
    public @Nullable Event next(Duration limit) throws InterruptedException {
        return events.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        return end.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }
}
