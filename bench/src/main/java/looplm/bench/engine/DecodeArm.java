package looplm.bench.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import looplm.inference.engine.AdmissionQueue;
import looplm.inference.engine.AnswerRequest;
import looplm.inference.engine.DepthTrace;
import looplm.inference.engine.EngineSettings;
import looplm.inference.engine.EngineStats;
import looplm.inference.engine.Handling;
import looplm.inference.engine.LoopEngine;
import looplm.inference.engine.Priority;
import looplm.inference.engine.Sequence;
import looplm.inference.engine.TickMode;
import looplm.inference.engine.model.ModelRunner;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.engine.prefix.KvMemory;
import looplm.inference.engine.scoring.ScoringDesk;
import looplm.inference.engine.token.Counts;
import looplm.inference.engine.token.FinishReason;
import looplm.inference.engine.token.TokenReport;
import org.jspecify.annotations.Nullable;

/**
 * Decodes with all rows taken, by recorded depths, and counts what came of it. Rounds of fresh requests follow each other
 * until enough time was spent in ticks; prompts are run between them and are not counted.
 *
 * @param rows B
 * @param prompt tokens of every prompt
 * @param answer tokens after which a round ends, so that all arms decode at about the same context
 */
record DecodeArm(ModelRunner runner, int rows, int prompt, int answer) {

    /** Tokens drawn by every row; more than a round needs. */
    private static final int DRAWN = 4096;

    private static final KvMemory ENDLESS = new KvMemory(Long.MAX_VALUE / 4, 16);

    /**
     * What an arm decoded.
     *
     * @param tokens decoded, those in flight at the end of a round by the part of their steps that ran
     * @param nanos in the engine's ticks
     * @param modelNanos of it in the model's call
     * @param readNanos of it in sampling and telling tokens
     * @param headTicks ticks in which a token left
     */
    record Result(
            double tokens, long nanos, long modelNanos, long readNanos, long ticks, long headTicks, long rowTicks) {

        static final Result NONE = new Result(0, 0, 0, 0, 0, 0, 0);

        double tokensPerSecond() {
            return tokens / nanos * 1e9;
        }

        /** Part of the ticks in which any row left. */
        double headShare() {
            return ticks == 0 ? 0 : (double) headTicks / ticks;
        }

        /** Part of a tick that is neither the model's nor reading tokens. */
        double bookkeepingShare() {
            return nanos == 0 ? 0 : (double) (nanos - modelNanos - readNanos) / nanos;
        }

        Result plus(Result other) {
            return new Result(
                    tokens + other.tokens,
                    nanos + other.nanos,
                    modelNanos + other.modelNanos,
                    readNanos + other.readNanos,
                    ticks + other.ticks,
                    headTicks + other.headTicks,
                    rowTicks + other.rowTicks);
        }
    }

    /** Decodes for that long. */
    Result run(TickMode mode, DepthLaw law, boolean inPhase, Duration limit, Random random) {
        Result sum = Result.NONE;
        while (sum.nanos() < limit.toNanos()) {
            sum = sum.plus(round(mode, law, inPhase, limit.toNanos() - sum.nanos(), random));
        }
        return sum;
    }

    Result round(TickMode mode, DepthLaw law, boolean inPhase, long nanosLeft, Random random) {
        var queue = new OneByOne();
        var settings = new EngineSettings(mode, prompt, 0, false);
        var engine =
                new LoopEngine(runner, queue, ENDLESS, new ScoringDesk(1, queue::wake), settings, System::nanoTime);
        var traced = new ArrayList<Traced>();
        for (int row = 0; row < rows; row++) {
            Traced next = request(law.draw(random, DRAWN), random);
            traced.add(next);
            queue.next = next.sequence;
            while (next.sequence.counts().completionTokens() == 0) {
                engine.tick();
            }
            // The next prompt must find all rows between two tokens, and no tick due before it.
            for (boolean more = inPhase; more; more = traced.stream().anyMatch(one -> one.inFlight() > 0)) {
                engine.tick();
            }
        }
        Result before = read(engine.stats(), traced, 0);
        long nanos = 0;
        while (nanos < nanosLeft && traced.stream().allMatch(one -> one.tokens() < answer)) {
            long begun = System.nanoTime();
            engine.tick();
            nanos += System.nanoTime() - begun;
        }
        Result after = read(engine.stats(), traced, nanos);
        traced.forEach(one -> one.sequence.cancel());
        engine.tick();
        return new Result(
                after.tokens() - before.tokens(),
                nanos,
                after.modelNanos() - before.modelNanos(),
                after.readNanos() - before.readNanos(),
                after.ticks() - before.ticks(),
                after.headTicks() - before.headTicks(),
                after.rowTicks() - before.rowTicks());
    }

    private static Result read(EngineStats stats, List<Traced> traced, long nanos) {
        return new Result(
                traced.stream().mapToDouble(Traced::decoded).sum(),
                nanos,
                stats.tickNanos(),
                stats.readNanos(),
                stats.ticks(),
                stats.headTicks(),
                stats.rowTicks());
    }

    private Traced request(int[] depths, Random random) {
        int[] tokens = random.ints(prompt, 0, runner.shape().vocabularySize()).toArray();
        int last = runner.shape().vocabularySize() - 1;
        var handling = new Handling(
                Priority.NORMAL,
                "bench",
                OptionalLong.empty(),
                OptionalLong.empty(),
                TokenReport.NONE,
                new DepthTrace(depths));
        var request = new AnswerRequest(
                "bench",
                tokens,
                StepBounds.fixed(runner.shape().trainedSteps()),
                Math.min(2 * answer, runner.shape().contextLength() - prompt),
                FinishReason.MAX_TOKENS,
                0,
                Set.of(),
                List.of(),
                (logits, position) -> argmax(logits, last),
                new NoText(),
                handling);
        return new Traced(new Sequence(request, runner.shape().trainedSteps(), _ -> {}), depths);
    }

    private static int argmax(float[] logits, int last) {
        int best = 0;
        for (int i = 1; i <= last; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    /** A sequence and the depths it repeats; the first token's is the prompt's. */
    private record Traced(Sequence sequence, int[] depths) {

        int tokens() {
            return sequence.counts().decodeTokens();
        }

        /** Steps that its token in flight has run. */
        long inFlight() {
            Counts counts = sequence.counts();
            return counts.executedSteps()
                    - Arrays.stream(depths, 1, 1 + counts.decodeTokens()).sum();
        }

        double decoded() {
            int tokens = tokens();
            return tokens + (double) inFlight() / depths[1 + tokens];
        }
    }

    /** Hands out one request when told to. */
    private static final class OneByOne implements AdmissionQueue {
        private @Nullable Sequence next;

        @Override
        public @Nullable Sequence poll(Predicate<Sequence> admissible) {
            Sequence polled = next;
            next = null;
            return polled;
        }

        @Override
        public boolean isEmpty() {
            return next == null;
        }

        @Override
        public void await(Duration limit) {
            throw new UnsupportedOperationException("nobody waits for this queue");
        }

        @Override
        public List<Sequence> removeIf(Predicate<Sequence> done) {
            return List.of();
        }

        @Override
        public List<Sequence> removePushedOut() {
            return List.of();
        }

        @Override
        public List<Sequence> removeAll() {
            return List.of();
        }

        @Override
        public void wake() {
            // nobody waits for this queue
        }

        @Override
        public void close() {
            // nothing waits
        }
    }
}
