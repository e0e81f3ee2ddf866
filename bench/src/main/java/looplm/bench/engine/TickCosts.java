package looplm.bench.engine;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import looplm.model.LoopLm;

/**
 * What one call of the model costs with so many rows, without an engine.
 *
 * @param rows B
 * @param stepSeconds a step without the head
 * @param headSeconds what the head adds
 * @param fullDepthTokensPerSecond of a plain loop: all rows in phase, every token all steps
 * @param occupied the same with fewer rows at work
 */
record TickCosts(
        @JsonProperty("batch") int rows,
        @JsonProperty("step_seconds") double stepSeconds,
        @JsonProperty("head_seconds") double headSeconds,
        @JsonProperty("full_depth_tokens_per_s") double fullDepthTokensPerSecond,
        List<Occupied> occupied) {

    /** Part of the time that is spent with all rows at work. */
    private static final int FULL_SHARE = 2;

    TickCosts {
        occupied = List.copyOf(occupied);
    }

    /**
     * @param rows that work, the others of the bucket idle
     * @param tokensPerSecond of all of them
     */
    record Occupied(int rows, @JsonProperty("tokens_per_s") double tokensPerSecond) {}

    /**
     * @param context positions before every token
     * @param answer tokens after which the context is wound back
     */
    static TickCosts measure(LoopLm model, int rows, int context, int answer, Duration limit) {
        try (var loop = new PlainLoop(model, rows, context, answer)) {
            PlainLoop.Timed full = loop.run(rows, limit.dividedBy(FULL_SHARE));
            int[] fewer = IntStream.of(1, rows - 1)
                    .filter(live -> live > 0 && live < rows)
                    .distinct()
                    .toArray();
            List<Occupied> occupied = IntStream.of(fewer)
                    .mapToObj(live -> new Occupied(
                            live,
                            loop.run(live, limit.dividedBy((long) FULL_SHARE * fewer.length))
                                    .tokensPerSecond()))
                    .toList();
            return new TickCosts(rows, full.stepSeconds(), full.headSeconds(), full.tokensPerSecond(), occupied);
        }
    }
}
