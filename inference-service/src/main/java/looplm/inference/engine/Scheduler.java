package looplm.inference.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import looplm.inference.engine.model.Batch;
import looplm.inference.engine.model.Batch.RowStep;
import looplm.inference.engine.model.Batch.RowTick;
import looplm.inference.engine.model.StepBounds;
import org.jspecify.annotations.Nullable;

/** Decides what runs next. Engine thread only. */
final class Scheduler {

    private final EngineSettings settings;
    private final List<Row> rows;

    /** Rows whose prompt is not done, in order of arrival. */
    private final List<Row> prompts = new ArrayList<>();

    private boolean lastWasPrefill;

    Scheduler(int rows, EngineSettings settings) {
        this.settings = settings;
        this.rows = IntStream.range(0, rows).mapToObj(Row::new).toList();
    }

    /** A row has taken a sequence. */
    void admitted(Row row) {
        prompts.add(row);
    }

    /**
     * The next call of the model, null if there is nothing to do. Prompts run one chunk at a time, each followed by a tick
     * of all rows with a token in flight: a long prompt delays the others' tokens by a chunk, and tokens delay a prompt by
     * a tick. Of several prompts each runs a chunk in turn, so that a short one need not wait for a long one.
     */
    @Nullable
    Batch schedule() {
        prompts.removeIf(row -> !row.prefilling());
        List<Row> live = live();
        boolean tokensFirst = lastWasPrefill || midToken(live);
        if (!prompts.isEmpty() && !(tokensFirst && !live.isEmpty())) {
            lastWasPrefill = true;
            Row row = prompts.removeFirst();
            prompts.addLast(row);
            return row.nextChunk(settings.chunkTokens(), bounds(row));
        }
        lastWasPrefill = false;
        return live.isEmpty() ? null : new RowTick(steps(live));
    }

    /** The rows that the next tick runs: all with a token in flight, or those of the tokens that began together. */
    private List<Row> live() {
        var decoding = new ArrayList<Row>(rows.size());
        var begun = new ArrayList<Row>(rows.size());
        for (Row row : rows) {
            if (row.decoding()) {
                decoding.add(row);
                if (row.executedSteps() > 0) {
                    begun.add(row);
                }
            }
        }
        return settings.mode() == TickMode.ROW_TICK || begun.isEmpty() ? decoding : begun;
    }

    /** Whether tokens that began together have not all left: nothing comes between their steps. */
    private boolean midToken(List<Row> live) {
        return settings.mode() != TickMode.ROW_TICK && live.stream().anyMatch(row -> row.executedSteps() > 0);
    }

    private List<RowStep> steps(List<Row> live) {
        var steps = new ArrayList<RowStep>(live.size());
        for (Row row : live) {
            steps.add(row.nextStep(bounds(row)));
        }
        return steps;
    }

    private StepBounds bounds(Row row) {
        return settings.mode() == TickMode.LOCKSTEP
                ? StepBounds.fixed(row.planes())
                : row.sequence().depth();
    }

    Row row(int index) {
        return rows.get(index);
    }

    /** Rows that work for a sequence. */
    List<Row> taken() {
        var taken = new ArrayList<Row>(rows.size());
        for (Row row : rows) {
            if (!row.free()) {
                taken.add(row);
            }
        }
        return taken;
    }

    /** Rows that work for nobody. */
    List<Row> free() {
        var free = new ArrayList<Row>(rows.size());
        for (Row row : rows) {
            if (row.free()) {
                free.add(row);
            }
        }
        return free;
    }
}
