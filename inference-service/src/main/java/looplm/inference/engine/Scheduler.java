package looplm.inference.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import looplm.inference.engine.Batch.RowTick;
import org.jspecify.annotations.Nullable;

/** Decides what runs next. Engine thread only. */
final class Scheduler {

    private final AdmissionQueue waiting;
    private final ModelShape shape;
    private final int chunkTokens;
    private final LongSupplier nanoTime;
    private final List<Row> rows;

    /** Rows whose prompt is not done, in order of arrival. */
    private final List<Row> prompts = new ArrayList<>();

    private boolean lastWasPrefill;

    /**
     * @param chunkTokens prompt tokens of one prefill call at most
     */
    Scheduler(AdmissionQueue waiting, ModelShape shape, int chunkTokens, LongSupplier nanoTime) {
        this.waiting = waiting;
        this.shape = shape;
        this.chunkTokens = chunkTokens;
        this.nanoTime = nanoTime;
        this.rows = IntStream.range(0, shape.rows()).mapToObj(Row::new).toList();
    }

    /**
     * The next call of the model, null if there is nothing to do. Free rows take what waits longest. Prompts run one
     * chunk at a time, each followed by a tick of all rows with a token in flight: a long prompt delays the others'
     * tokens by a chunk, and tokens delay a prompt by a tick.
     */
    @Nullable
    Batch schedule() {
        for (Row row : rows) {
            Sequence next = row.free() ? waiting.poll() : null;
            if (next != null) {
                next.start(nanoTime.getAsLong());
                row.take(next);
                prompts.add(row);
            }
        }
        prompts.removeIf(row -> !row.prefilling());
        List<Row> decoding = rows.stream().filter(Row::decoding).toList();
        if (!prompts.isEmpty() && !(lastWasPrefill && !decoding.isEmpty())) {
            lastWasPrefill = true;
            Row row = prompts.getFirst();
            int planes = shape.prefillSteps(row.sequence().request().depth());
            return row.nextChunk(chunkTokens, planes);
        }
        lastWasPrefill = false;
        return decoding.isEmpty()
                ? null
                : new RowTick(decoding.stream().map(Row::nextStep).toList());
    }

    Row row(int index) {
        return rows.get(index);
    }

    /** Rows that work for a sequence. */
    List<Row> taken() {
        return rows.stream().filter(row -> !row.free()).toList();
    }

    AdmissionQueue waiting() {
        return waiting;
    }
}
