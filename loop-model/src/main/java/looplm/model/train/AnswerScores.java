package looplm.model.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.script.CallArguments;
import looplm.model.task.NanoVocabulary;
import looplm.model.task.TaskItem;

/** Whether a model knows answers, and where it would stop: {@code stage_one.py} without gradients. */
public final class AnswerScores implements AutoCloseable {

    /**
     * Scores of the answer positions of a batch, row by row.
     *
     * @param right [T][A] whether the best token of a step is the right one
     * @param gateLogits [T][A] exit gate before its sigmoid
     */
    public record Result(boolean[][] right, float[][] gateLogits) {}

    private final NDManager manager;
    private final LoopText text;
    private final List<NDArray> weights;

    /**
     * Scores with these weights.
     *
     * @param weights in the order of the forward text; they stay open
     */
    public AnswerScores(NDManager manager, LoopLmConfig config, List<NDArray> weights) {
        this.manager = manager;
        this.text = new LoopText(manager, config);
        this.weights = List.copyOf(weights);
    }

    /** Scores of these questions after each of {@code recurrentSteps} steps, which may exceed the trained ones. */
    public Result of(List<TaskItem> items, NanoVocabulary vocabulary, int recurrentSteps) {
        var batch = Batch.of(items, vocabulary);
        try (NDManager step = manager.newSubManager();
                var arguments = new CallArguments()) {
            text.inputs(batch, recurrentSteps, step).forEach(arguments::add);
            arguments.add(step.create(batch.targets(), new Shape(batch.targets().length)));
            arguments.addList(weights);
            var out = text.module().call(step, "score_answers", arguments);
            return new Result(StageOne.flags(out.get(0)), StageOne.rows(out.get(1)));
        }
    }

    @Override
    public void close() {
        text.close();
    }
}
