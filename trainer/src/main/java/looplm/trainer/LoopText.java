package looplm.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import looplm.model.RotaryTables;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.kernel.ForwardText;
import looplm.model.kernel.MatrixForm;
import looplm.model.script.ScriptModule;

/**
 * The forward text, {@code stage_one.py} and {@code stage_two.py} as one compiled module, with what every call of it needs: the rotary
 * tables, the norm's epsilon and the number of steps. One thread uses it.
 */
final class LoopText implements AutoCloseable {

    private static final String STAGE_ONE = "/looplm/trainer/stage_one.py";
    private static final String STAGE_TWO = "/looplm/trainer/stage_two.py";

    private final NDManager manager;
    private final ScriptModule module;
    private final NDArray eps;
    private final RotaryTables rotary;

    LoopText(NDManager parent, LoopLmConfig config) {
        manager = parent.newSubManager();
        module = ScriptModule.ofText(
                manager, ForwardText.of(MatrixForm.F32_PLAIN) + resource(STAGE_ONE) + resource(STAGE_TWO));
        eps = manager.create(new double[] {config.normEpsilon()}, new Shape(1));
        rotary = RotaryTables.of(config, manager);
    }

    ScriptModule module() {
        return module;
    }

    /** Arguments of {@code answers}, in order, as arrays of {@code step}; more may be added behind them. */
    NDList inputs(Batch batch, int recurrentSteps, NDManager step) {
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

    private static NDArray documents(Batch batch, NDManager step) {
        long[] documents = batch.documents();
        return step.create(documents, new Shape(batch.rows(), documents.length / batch.rows()));
    }

    static String resource(String name) {
        try (var in = LoopText.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("resource: " + name + " (expected: in trainer's jar)");
            }
            return new String(in.readAllBytes(), UTF_8) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        module.close();
        manager.close();
    }
}
