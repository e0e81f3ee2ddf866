package looplm.bench.engine;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import looplm.bench.measure.KvTraffic;
import looplm.inference.engine.model.Batch.PrefillChunk;
import looplm.inference.engine.model.Batch.RowStep;
import looplm.inference.engine.model.Batch.RowTick;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.runner.DjlModelRunner;
import looplm.model.LoopLm;

/**
 * Keys and values that one tick moves, see {@link KvTraffic}, with rows at every depth in turn.
 *
 * @param batch rows
 * @param context positions before every row's token
 * @param movedBytes read, copied and written
 * @param requiredBytes that attention has to read
 * @param ratio of the two
 */
record KvFigures(
        int batch,
        int context,
        @JsonProperty("moved_bytes") long movedBytes,
        @JsonProperty("required_bytes") long requiredBytes,
        double ratio) {

    /** Positions that cannot be mistaken for heads. */
    private static final int LEAST_CONTEXT = 64;

    static KvFigures measure(LoopLm model, int rows, int asked) {
        int context = Math.max(asked, LEAST_CONTEXT);
        int steps = model.config().recurrentSteps();
        int capacity = context + 2;
        var full = StepBounds.fixed(steps);
        try (var runner = new DjlModelRunner(model, rows, () -> {})) {
            // A prompt of one token makes the row's cache. What lies between is never written: sizes are all that
            // counts.
            for (int row = 0; row < rows; row++) {
                runner.prefill(new PrefillChunk(row, new int[1], 0, steps, capacity, full));
                for (int step = 0; step < row % steps; step++) {
                    runner.tick(new RowTick(List.of(new RowStep(row, 0, context, step, 0, 1, full))));
                }
            }
            var tick = new RowTick(IntStream.range(0, rows)
                    .mapToObj(row -> new RowStep(row, 0, context, row % steps, 0, 1, full))
                    .toList());
            KvTraffic traffic =
                    KvTraffic.of(model.config(), capacity, Collections.nCopies(rows, context), () -> runner.tick(tick));
            return new KvFigures(rows, context, traffic.movedBytes(), traffic.requiredBytes(), traffic.ratio());
        }
    }
}
