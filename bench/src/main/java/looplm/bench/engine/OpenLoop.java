package looplm.bench.engine;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import looplm.bench.measure.Percentiles;
import looplm.inference.admission.BoundedQueue;
import looplm.inference.engine.AnswerRequest;
import looplm.inference.engine.DepthTrace;
import looplm.inference.engine.EngineSettings;
import looplm.inference.engine.Handling;
import looplm.inference.engine.LoopEngine;
import looplm.inference.engine.Priority;
import looplm.inference.engine.Sequence;
import looplm.inference.engine.TickMode;
import looplm.inference.engine.model.ModelRunner;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.engine.prefix.KvMemory;
import looplm.inference.engine.scoring.ScoringDesk;
import looplm.inference.engine.token.FinishReason;
import looplm.inference.engine.token.TokenEvent;
import looplm.inference.engine.token.TokenReport;

/**
 * Requests arrive by a seeded Poisson process, the first at once, whether or not earlier ones have ended; prompts
 * included.
 *
 * @param prompt tokens of a prompt
 * @param answer mean tokens of an answer, drawn between half of it and one and a half
 */
record OpenLoop(ModelRunner runner, DepthLaw law, int prompt, int answer) {

    /**
     * What clients saw.
     *
     * @param rate arrivals per second
     * @param load rate over what the engine can do with all rows taken, prompts included
     * @param queueAtLastArrival requests that waited then
     */
    record Figures(
            String mode,
            double rate,
            double load,
            int requests,
            @JsonProperty("tokens_per_s") double tokensPerSecond,
            @JsonProperty("ttft_ms") Percentiles firstToken,
            @JsonProperty("itl_ms") Percentiles betweenTokens,
            @JsonProperty("normalised_latency_ms") Percentiles normalised,
            @JsonProperty("queue_at_last_arrival") int queueAtLastArrival) {}

    /** Times of one request's tokens. */
    private static final class Client {
        private final long arrival = System.nanoTime();
        private final List<Long> tokens = new ArrayList<>();

        private void told(TokenEvent event) {
            if (event instanceof TokenEvent.Token) {
                tokens.add(System.nanoTime());
            }
        }
    }

    /**
     * @param capacity requests per second with all rows taken
     * @param load rate of arrivals as part of what that capacity serves
     */
    Figures run(TickMode mode, double load, double capacity, Duration duration, long seed) {
        double rate = load * capacity;
        var random = new Random(seed);
        var queue = new BoundedQueue(100_000);
        var engine = new LoopEngine(
                runner,
                queue,
                new KvMemory(Long.MAX_VALUE / 4, 16),
                new ScoringDesk(1, queue::wake),
                new EngineSettings(mode, prompt, 0, false),
                System::nanoTime);
        var clients = new ArrayList<Client>();
        long begun = System.nanoTime();
        double next = 0;
        int waiting = 0;
        boolean busy = true;
        while (busy || next < duration.toNanos()) {
            if (next < duration.toNanos() && System.nanoTime() - begun >= next) {
                var client = new Client();
                clients.add(client);
                queue.offer(sequence(random, client));
                waiting = queue.size();
                next += wait(random, rate);
            }
            busy = engine.tick();
            if (!busy) {
                Thread.onSpinWait();
            }
        }
        return figures(mode, rate, load, clients, System.nanoTime() - begun, waiting);
    }

    private static double wait(Random random, double rate) {
        return -Math.log(1 - random.nextDouble()) / rate * 1e9;
    }

    private Figures figures(TickMode mode, double rate, double load, List<Client> clients, long nanos, int waiting) {
        var first = new ArrayList<Double>();
        var between = new ArrayList<Double>();
        var normalised = new ArrayList<Double>();
        long tokens = 0;
        for (Client client : clients) {
            tokens += client.tokens.size();
            first.add((client.tokens.getFirst() - client.arrival) / 1e6);
            normalised.add((client.tokens.getLast() - client.arrival) / 1e6 / client.tokens.size());
            for (int i = 1; i < client.tokens.size(); i++) {
                between.add((client.tokens.get(i) - client.tokens.get(i - 1)) / 1e6);
            }
        }
        return new Figures(
                mode.name(),
                rate,
                load,
                clients.size(),
                tokens * 1e9 / nanos,
                Percentiles.of(first),
                Percentiles.of(between),
                Percentiles.of(normalised),
                waiting);
    }

    private Sequence sequence(Random random, Client client) {
        int tokens = answer / 2 + random.nextInt(answer + 1);
        int vocabulary = runner.shape().vocabularySize();
        var handling = new Handling(
                Priority.NORMAL,
                "bench",
                java.util.OptionalLong.empty(),
                java.util.OptionalLong.empty(),
                TokenReport.NONE,
                new DepthTrace(law.draw(random, tokens + 1)));
        var request = new AnswerRequest(
                "bench",
                random.ints(prompt, 0, vocabulary).toArray(),
                StepBounds.fixed(runner.shape().trainedSteps()),
                Math.max(1, tokens),
                FinishReason.MAX_TOKENS,
                0,
                Set.of(),
                List.of(),
                (_, position) -> position % vocabulary,
                new NoText(),
                handling);
        return new Sequence(request, runner.shape().trainedSteps(), client::told);
    }
}
