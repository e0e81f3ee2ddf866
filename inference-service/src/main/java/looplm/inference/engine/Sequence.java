package looplm.inference.engine;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import looplm.inference.engine.model.ModelShape;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.engine.prefix.KeyedPrompt;
import looplm.inference.engine.token.Counts;
import looplm.inference.engine.token.FinishReason;
import looplm.inference.engine.token.StopMatcher;
import looplm.inference.engine.token.Tally;
import looplm.inference.engine.token.TokenDetails;
import looplm.inference.engine.token.TokenDetails.StepDetails;
import looplm.inference.engine.token.TokenEvent;
import looplm.inference.engine.token.TokenEvent.FailureCause;
import looplm.inference.engine.token.TokenReading;
import looplm.inference.engine.token.TokenReport;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the engine.
 *
 * <p>Threads: the engine's thread drives it; any thread may cancel it or read its state and counts.
 */
public final class Sequence {

    /** Where a sequence is. The last three are final. */
    public enum State {
        QUEUED,
        RUNNING,
        FINISHED,
        CANCELLED,
        FAILED
    }

    private final AnswerRequest request;
    private final Consumer<TokenEvent> sink;
    private final Tally tally;
    private final StopMatcher stops;
    private volatile State state = State.QUEUED;
    private volatile @Nullable FinishReason finishReason;
    private volatile boolean cancelled;
    private volatile long startedNanos;
    private final @Nullable SharedPrompt shared;
    private final KeyedPrompt prompt;

    /**
     * @param prefillSteps D, see {@link ModelShape#prefillSteps}
     * @param sink takes the events, on the engine's thread: it must neither block nor throw
     */
    public Sequence(AnswerRequest request, int prefillSteps, Consumer<TokenEvent> sink) {
        this(request, prefillSteps, sink, null);
    }

    /**
     * @param shared the prompt that it has in common with other answers; null if it is the only one
     */
    public Sequence(AnswerRequest request, int prefillSteps, Consumer<TokenEvent> sink, @Nullable SharedPrompt shared) {
        this.request = request;
        this.shared = shared;
        this.sink = sink;
        this.prompt = new KeyedPrompt(request.handling().tenant(), request.promptTokens());
        this.tally = new Tally(request.promptTokens().length, prefillSteps);
        this.stops = new StopMatcher(request.stopTexts());
    }

    public AnswerRequest request() {
        return request;
    }

    /** Asks for the end; the engine follows before its next tick. Harmless afterwards. */
    public void cancel() {
        cancelled = true;
    }

    public boolean cancelled() {
        return cancelled;
    }

    public State state() {
        return state;
    }

    /** Whether nothing more will be counted. */
    public boolean ended() {
        return state.compareTo(State.FINISHED) >= 0;
    }

    public Optional<FinishReason> finishReason() {
        return Optional.ofNullable(finishReason);
    }

    /** Counts so far, final once the sequence {@link #ended}. */
    public Counts counts() {
        return tally.counts();
    }

    /** {@link System#nanoTime} when it got a row; empty before. */
    public OptionalLong startedNanos() {
        return state == State.QUEUED || startedNanos == 0 ? OptionalLong.empty() : OptionalLong.of(startedNanos);
    }

    void start(long nanoTime) {
        startedNanos = nanoTime;
        state = State.RUNNING;
    }

    @Nullable
    SharedPrompt shared() {
        return shared;
    }

    Priority priority() {
        return request.handling().priority();
    }

    /** Bounds of the token that is sampled next. */
    StepBounds depth() {
        DepthTrace replay = request.handling().replay();
        return replay == null ? request.depth() : replay.at(tally.completionTokens());
    }

    /** Its prompt, as kept beginnings are looked up by. */
    KeyedPrompt prompt() {
        return prompt;
    }

    void cached(int tokens) {
        tally.cached(tokens);
    }

    void prefilled(int tokens) {
        tally.prefilled(tokens);
    }

    void executed() {
        tally.executed();
    }

    /**
     * Samples the next token and tells it.
     *
     * @param exitStep step (from 1) that the logits are from
     * @param fromTick whether a tick produced them; the first token's come from prefill
     * @param steps what its steps said; empty unless it is traced
     * @return the token to go on with; empty when the answer is complete
     */
    OptionalInt read(float[] logits, int exitStep, boolean fromTick, List<StepDetails> steps) {
        int index = tally.completionTokens();
        TokenReport report = request.handling().report();
        TokenReading reading = report.any() ? TokenReading.of(logits, report.topTokens()) : null;
        boolean mayEnd = index >= request.minTokens();
        if (!mayEnd) {
            request.endTokens().forEach(end -> logits[end] = Float.NEGATIVE_INFINITY);
        }
        int token = request.sampler().sample(logits, request.promptTokens().length + index);
        tally.sampled(exitStep, fromTick);
        if (request.endTokens().contains(token)) {
            finish(stops.append(request.decoder().finish()), FinishReason.STOP);
            return OptionalInt.empty();
        }
        String piece = request.decoder().append(token);
        String shown = mayEnd ? stops.append(piece) : stops.pass(piece);
        if (stops.stopped()) {
            finish(shown, FinishReason.STOP);
            return OptionalInt.empty();
        }
        TokenDetails details = reading == null ? null : reading.of(token, steps);
        sink.accept(new TokenEvent.Token(token, shown, exitStep, tally.billedSteps(), details));
        if (index + 1 == request.maxTokens()) {
            finishAtLimit();
            return OptionalInt.empty();
        }
        return OptionalInt.of(token);
    }

    /** The decoder's rest may still complete a stop text. */
    private void finishAtLimit() {
        String rest = stops.append(request.decoder().finish());
        finish(rest, stops.stopped() ? FinishReason.STOP : request.limit());
    }

    private void finish(String text, FinishReason reason) {
        finishReason = reason;
        state = State.FINISHED;
        sink.accept(new TokenEvent.Finished(text + stops.finish(), reason, counts()));
    }

    void fail(FailureCause cause) {
        state = State.FAILED;
        sink.accept(new TokenEvent.Failed(cause, counts()));
    }

    void endCancelled() {
        state = State.CANCELLED;
        sink.accept(new TokenEvent.Cancelled(counts()));
    }
}
