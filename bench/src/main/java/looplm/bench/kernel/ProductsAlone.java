package looplm.bench.kernel;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.IValue;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.kernel.MatrixForm;
import looplm.model.kernel.MatrixPacker;
import looplm.model.script.CallArguments;
import looplm.model.script.OperatorClock;
import looplm.model.script.ScriptModule;

/**
 * The products of a decode step and nothing else: every matrix of every layer in every recurrent step, then the head, on
 * the same rows in one call. What a whole step takes beyond it is attention, norms and calls.
 */
final class ProductsAlone implements AutoCloseable {

    /** Of layer l: queries, keys, values, output, gate, up, down. Sums, so that the compiler leaves no product out. */
    private static final String TEXT = """
            def products(self, x: Tensor, steps: int, w: List[Tensor]) -> Tensor:
              y = x
              for t in range(steps):
                for l in range(torch.floordiv(self.count(w), 7)):
                  i = 7 * l
                  a = self.linear(x, w, i) + self.linear(x, w, i + 1) + self.linear(x, w, i + 2)
                  y = y + self.linear(a, w, i + 3)
                  m = self.linear(x, w, i + 4) + self.linear(x, w, i + 5)
                  y = y + self.linear(m, w, i + 6)
              return self.linear(y, w, self.count(w) - 1)
            """;

    private final LoopLmConfig config;
    private final OperatorClock clock = new OperatorClock();
    private final NDManager manager = ScriptModule.newManager();
    private final ScriptModule text;
    private final IValue weights;

    ProductsAlone(LoopLmConfig config, MatrixForm form) {
        this.config = config;
        text = ScriptModule.ofText(manager, form.text() + form.typed(TEXT));
        long hidden = config.hiddenSize();
        long attended = (long) config.queryHeads() * config.headDim();
        try (NDManager scope = manager.newSubManager();
                var packer = new MatrixPacker(text, form)) {
            NDArray in = matrix(attended, hidden, scope);
            NDArray out = matrix(hidden, attended, scope);
            NDArray up = matrix(config.intermediateSize(), hidden, scope);
            NDArray down = matrix(hidden, config.intermediateSize(), scope);
            for (int layer = 0; layer < config.layers(); layer++) {
                for (NDArray each : new NDArray[] {in, in, in, out, up, up, down}) {
                    packer.addCopy(each);
                }
            }
            packer.addCopy(matrix(config.vocabSize(), hidden, scope));
            weights = packer.argument();
        }
    }

    /** Seconds of one step of so many rows. */
    double run(int rows) {
        try (NDManager scope = manager.newSubManager();
                var arguments = new CallArguments()) {
            NDArray x = scope.randomNormal(0, 1, new Shape(rows, 1, config.hiddenSize()), DataType.FLOAT32);
            arguments.add(x).add(config.recurrentSteps()).addShared(weights);
            long begin = clock.nanos();
            text.call(scope, "products", arguments).head().toFloatArray();
            return (clock.nanos() - begin) / 1e9;
        }
    }

    private static NDArray matrix(long outputs, long inputs, NDManager scope) {
        return scope.randomNormal(0, (float) Math.sqrt(1. / inputs), new Shape(outputs, inputs), DataType.FLOAT32);
    }

    @Override
    public void close() {
        weights.close();
        text.close();
        manager.close();
    }
}
