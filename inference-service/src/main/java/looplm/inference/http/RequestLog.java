package looplm.inference.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import looplm.inference.admission.Attempt;
import looplm.inference.admission.AttemptCount;
import looplm.inference.admission.ServedModel;
import looplm.inference.engine.token.Counts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is recorded of every request at its end: one line and its meters. Names are vLLM's where the meaning is the same.
 */
public final class RequestLog {

    private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);

    private final ServedModel model;
    private final MeterRegistry registry;
    private final Counter promptTokens;
    private final Counter generationTokens;
    private final Counter promptSteps;
    private final Counter executedSteps;
    private final Counter savedSteps;
    private final DistributionSummary exitSteps;
    private final Timer queueTime;
    private final Timer timeToFirstToken;
    private final Timer latency;
    private final Timer betweenTokens;
    private final Timer prefillTime;
    private final Timer decodeTime;
    private final Counter cachedTokens;

    public RequestLog(ServedModel model, MeterRegistry registry) {
        this.model = model;
        this.registry = registry;
        this.promptTokens = registry.counter("looplm.prompt.tokens");
        this.generationTokens = registry.counter("looplm.generation.tokens");
        this.promptSteps = registry.counter("looplm.prompt.steps");
        this.executedSteps = registry.counter("looplm.executed.steps");
        this.savedSteps = registry.counter("looplm.saved.steps");
        int maxSteps = Math.max(model.shape().trainedSteps(), model.depth().maxSteps());
        this.exitSteps = DistributionSummary.builder("looplm.exit.steps")
                .description("recurrent steps whose logits were read, by token, the first token included")
                .serviceLevelObjectives(
                        IntStream.rangeClosed(1, maxSteps).asDoubleStream().toArray())
                .register(registry);
        this.queueTime = timer("looplm.request.queue.time");
        this.timeToFirstToken = timer("looplm.time.to.first.token");
        this.betweenTokens = timer("looplm.inter.token.latency");
        this.prefillTime = timer("looplm.request.prefill.time");
        this.decodeTime = timer("looplm.request.decode.time");
        this.cachedTokens = registry.counter("looplm.prompt.tokens.cached");
        this.latency = timer("looplm.e2e.request.latency");
    }

    /** Takes the times of a new request. */
    RequestTimes begin() {
        return new RequestTimes(nanos -> betweenTokens.record(nanos, TimeUnit.NANOSECONDS));
    }

    /**
     * @param clientLeft whether the client closed its connection before the end
     */
    void write(String requestId, Attempt attempt, RequestTimes times, boolean clientLeft) {
        AttemptCount count = attempt.count();
        Counts counts = count.counts();
        String outcome = outcome(count, clientLeft);
        long total = times.sinceBegun();
        // The engine reads the clock once a tick: a request that came within one has begun before it came.
        long queued = Math.max(0, attempt.startedNanos().orElse(System.nanoTime()) - times.begun());
        count(counts, outcome);
        queueTime.record(queued, TimeUnit.NANOSECONDS);
        times.toFirstToken().ifPresent(nanos -> {
            timeToFirstToken.record(nanos, TimeUnit.NANOSECONDS);
            prefillTime.record(nanos - queued, TimeUnit.NANOSECONDS);
            decodeTime.record(total - nanos, TimeUnit.NANOSECONDS);
        });
        latency.record(total, TimeUnit.NANOSECONDS);
        var line = new StringJoiner(" ");
        tell(line, "requestId", requestId);
        tell(line, "attempt", attempt.id());
        tell(line, "account", attempt.account());
        tell(line, "model", model.reference());
        tell(line, "outcome", outcome);
        tell(line, "promptTokens", counts.promptTokens());
        tell(line, "completionTokens", counts.completionTokens());
        tell(line, "meanExecutedSteps", mean(counts));
        tell(line, "billedSteps", counts.billedSteps());
        tell(line, "seed", attempt.admission().seed());
        tell(line, "queueMs", millis(queued));
        OptionalLong first = times.toFirstToken();
        tell(line, "ttftMs", first.isPresent() ? millis(first.getAsLong()) : "-");
        tell(line, "totalMs", millis(total));
        LOG.info("{}", line);
    }

    private static void tell(StringJoiner line, String name, Object value) {
        line.add(name + "=" + value);
    }

    private static String mean(Counts counts) {
        OptionalDouble mean = counts.meanSteps();
        return mean.isPresent() ? String.format(Locale.ROOT, "%.3f", mean.getAsDouble()) : "-";
    }

    private void count(Counts counts, String outcome) {
        registry.counter("looplm.request.success", "finished_reason", outcome).increment();
        promptTokens.increment(counts.promptTokens());
        cachedTokens.increment(counts.cachedTokens());
        generationTokens.increment(counts.completionTokens());
        promptSteps.increment((double) counts.promptSteps());
        executedSteps.increment((double) counts.executedSteps());
        savedSteps.increment((double) Math.max(0, counts.savedSteps()));
        counts.exitSteps().forEach((steps, tokens) -> {
            for (long i = 0; i < tokens; i++) {
                exitSteps.record(steps);
            }
        });
    }

    /** A finish reason, or {@code abort} and {@code error} as vLLM calls the other ends. */
    private static String outcome(AttemptCount count, boolean clientLeft) {
        return switch (count.state()) {
            case FINISHED ->
                count.finishReason().map(Finish::of).map(Finish::reason).orElse("error");
            case CANCELLED -> clientLeft ? "abort" : "cancelled";
            case QUEUED, RUNNING, FAILED -> "error";
        };
    }

    private Timer timer(String name) {
        return Timer.builder(name).publishPercentileHistogram().register(registry);
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e6);
    }
}
