package looplm.trainer.stage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import looplm.model.RotaryTables;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.kernel.ForwardText;
import looplm.model.kernel.MatrixForm;
import looplm.model.script.ScriptModule;
import looplm.trainer.data.TrainingBatch;
import looplm.trainer.optimizer.TrainingText;

/**
 * The forward text, {@code stage_one.py} and {@code stage_two.py} as one compiled module, with what every call of it needs: the rotary
 * tables, the norm's epsilon and the number of steps. One thread uses it.
 */
public final class LoopText implements AutoCloseable {

    private static final String STAGE_ONE = "/looplm/trainer/stage/stage_one.py";
    private static final String STAGE_TWO = "/looplm/trainer/stage/stage_two.py";

    private final NDManager manager;
    private final ScriptModule module;
    private final NDArray eps;
    private final RotaryTables rotary;

    public LoopText(NDManager parent, LoopLmConfig config) {
        manager = parent.newSubManager();
        module = ScriptModule.ofText(
                manager,
                ForwardText.of(MatrixForm.F32_PLAIN) + TrainingText.of(STAGE_ONE) + TrainingText.of(STAGE_TWO));
        eps = manager.create(new double[] {config.normEpsilon()}, new Shape(1));
        rotary = RotaryTables.of(config, manager);
    }

    ScriptModule module() {
        return module;
    }

    /** Arguments of {@code answers}, in order, as arrays of {@code step}; more may be added behind them. */
    NDList inputs(TrainingBatch batch, int recurrentSteps, NDManager step) {
        var shape = new Shape(batch.rows(), batch.length());
        return new NDList(
                step.create(batch.ids(), shape),
                step.create(batch.positions(), shape),
                documents(batch, step),
                step.create(new long[] {recurrentSteps}, new Shape(1)),
                eps,
                rotary.cos(),
                rotary.sin(),
                step.create(batch.at(), new Shape(batch.at().length)));
    }

    private static NDArray documents(TrainingBatch batch, NDManager step) {
        long[] documents = batch.documents();
        return step.create(documents, new Shape(batch.rows(), documents.length / batch.rows()));
    }

    @Override
    public void close() {
        module.close();
        manager.close();
    }
}
