package looplm.trainer.stage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.script.CallArguments;
import looplm.trainer.data.Document;
import looplm.trainer.data.TrainingBatch;
import looplm.trainer.task.NanoVocabulary;
import looplm.trainer.task.TaskItem;

/** What a model makes of answers at every step, and where it would stop: {@code stage_one.py} without gradients. */
public final class AnswerScores implements AutoCloseable {

    /**
     * Scores of the answer positions of a batch, question by question.
     *
     * @param best [T][A] the most likely token
     * @param logProbabilities [T][A] of the right token
     * @param gateLogits [T][A] exit gate before its sigmoid
     * @param moved [T][A] root mean square of the state's change in the step, from the embedding in the first one
     */
    public record Result(int[][] best, float[][] logProbabilities, float[][] gateLogits, float[][] moved) {}

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
        var batch = TrainingBatch.rows(
                items.stream().map(item -> Document.of(item, vocabulary, 0, 1)).toList(), NanoVocabulary.PAD);
        try (NDManager step = manager.newSubManager();
                var arguments = new CallArguments()) {
            text.inputs(batch, recurrentSteps, step).forEach(arguments::add);
            arguments.add(step.create(batch.targets(), new Shape(batch.targets().length)));
            arguments.addList(weights);
            var out = text.module().call(step, "score_answers", arguments);
            return new Result(
                    ByStep.tokens(out.get(0)),
                    ByStep.floats(out.get(1)),
                    ByStep.floats(out.get(2)),
                    ByStep.floats(out.get(3)));
        }
    }

    @Override
    public void close() {
        text.close();
    }
}
