package looplm.bench.engine;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.stream.LongStream;
import looplm.inference.engine.model.Batch.PrefillChunk;
import looplm.inference.engine.model.KvPage;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.runner.DjlModelRunner;
import looplm.model.LoopLm;

/**
 * What a prompt's beginning costs when it is found: copied from a page in place of run through all steps.
 *
 * @param tokens of the beginning
 * @param runSeconds median of running it
 * @param copySeconds median of copying it into a row
 */
record PrefixCost(
        int tokens,
        @JsonProperty("run_seconds") double runSeconds,
        @JsonProperty("copy_seconds") double copySeconds) {

    private static final int TOKENS = 64;
    private static final int TIMES = 5;

    static PrefixCost measure(LoopLm model) {
        int steps = model.config().recurrentSteps();
        int[] tokens = new int[TOKENS];
        Arrays.setAll(tokens, i -> i % model.config().vocabSize());
        var chunk = new PrefillChunk(0, tokens, 0, steps, 2 * TOKENS, 2 * TOKENS, StepBounds.fixed(steps), false);
        var page = new KvPage(0, steps, 0, TOKENS);
        try (var runner = new DjlModelRunner(model, 2, () -> {})) {
            runner.prefill(chunk);
            runner.save(0, page);
            return new PrefixCost(
                    TOKENS,
                    median(() -> runner.prefill(chunk)),
                    median(() -> runner.load(1, page, 2 * TOKENS, 2 * TOKENS)));
        }
    }

    private static double median(Runnable call) {
        return LongStream.generate(() -> {
                            long begun = System.nanoTime();
                            call.run();
                            return System.nanoTime() - begun;
                        })
                        .limit(TIMES)
                        .sorted()
                        .skip(TIMES / 2)
                        .findFirst()
                        .orElseThrow()
                / 1e9;
    }
}
