package looplm.model.parity;

import static looplm.model.parity.ParityCheck.slice;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import looplm.model.LoopLm;
import looplm.model.RotaryTables;
import looplm.model.kernel.ForwardText;
import looplm.model.kernel.MatrixForm;
import looplm.model.script.CallArguments;
import looplm.model.script.ScriptModule;

/** Every part of every layer at every step, from the forward text's own methods called one by one. */
final class TraceParity implements ParityCheck {

    private static final int MODEL_WEIGHTS = 5;
    private static final int LAYER_WEIGHTS = 11;

    @Override
    public boolean applies(GoldenCase golden) {
        return golden.has("trace.embedding");
    }

    @Override
    public void run(GoldenCase golden, ParityRows rows) {
        try (LoopLm model = LoopLm.load(golden.checkpoint());
                NDManager scope = model.manager().newSubManager();
                ScriptModule text = ScriptModule.ofText(scope, ForwardText.of(MatrixForm.F32_PLAIN))) {
            new Trace(golden, rows, model, scope, text).run();
        }
    }

    /** One sequence on its way through the layers. */
    private static final class Trace {

        private final GoldenCase golden;
        private final ParityRows rows;
        private final LoopLm model;
        private final NDManager scope;
        private final ScriptModule text;
        private final List<NDArray> weights;
        private final NDArray cos; // [N, D]
        private final NDArray sin; // [N, D]
        private final NDArray mask; // [N, N]

        Trace(GoldenCase golden, ParityRows rows, LoopLm model, NDManager scope, ScriptModule text) {
            this.golden = golden;
            this.rows = rows;
            this.model = model;
            this.scope = scope;
            this.text = text;
            this.weights = model.weights().inTextOrder();
            int length = golden.shape("trace.embedding")[0];
            RotaryTables tables = RotaryTables.of(model.config(), scope);
            this.cos = head(tables.cos(), length);
            this.sin = head(tables.sin(), length);
            this.mask = text.call(
                            scope,
                            "chunk_mask",
                            new CallArguments().add(0).add(length).add(cos))
                    .head();
        }

        void run() {
            long[] ids = Arrays.stream(golden.ints("prefill.input_ids", 0))
                    .asLongStream()
                    .toArray();
            NDArray x =
                    call("embed", scope.create(ids, new Shape(1, ids.length))).head(); // [1, N, E]
            compare("trace.embedding", "trace.embedding", x);
            for (int t = 0; t < model.config().recurrentSteps(); t++) {
                for (int l = 0; l < model.config().layers(); l++) {
                    x = layer(x, l, "trace.step_" + t + ".layer_" + l + ".");
                }
                x = norm(x, weights.get(1));
            }
        }

        /** Order of a layer's weights: norm, q, k, v, o, norm, norm, gate, up, down, norm. */
        private NDArray layer(NDArray x, int l, String name) {
            int i = MODEL_WEIGHTS + LAYER_WEIGHTS * l;
            part(name, "input_layernorm", norm(x, weights.get(i)));
            NDList projected = text.call(
                    scope,
                    "project",
                    new CallArguments()
                            .add(x)
                            .add(l)
                            .add(cos)
                            .add(sin)
                            .addList(weights)
                            .add(model.config().normEpsilon()));
            var heads = new CallArguments();
            projected.forEach(heads::add);
            NDArray attended = text.call(scope, "attend", heads.add(mask)).head(); // [1, N, H * D]
            NDArray attention = call("linear", attended, i + 4);
            part(name, "self_attn", attention);
            NDArray normed = norm(attention, weights.get(i + 5));
            part(name, "input_layernorm_2", normed);
            NDArray before = norm(x.add(normed), weights.get(i + 6));
            part(name, "post_attention_layernorm", before);
            NDArray after = call("mlp", before, i + 7);
            part(name, "mlp", after);
            part(name, "post_attention_layernorm_2", norm(after, weights.get(i + 10)));
            var rest = new CallArguments().add(x).add(attended).add(l).addList(weights);
            NDArray output = text.call(scope, "finish", rest.add(model.config().normEpsilon()))
                    .head();
            part(name, "output", output);
            return output;
        }

        private void part(String name, String part, NDArray actual) {
            compare(name + part, "trace.*." + part, actual);
        }

        private void compare(String tensor, String quantity, NDArray actual) {
            rows.compare(golden, quantity, actual.toFloatArray(), golden.floats(tensor), TOLERANCE);
        }

        private NDList call(String method, NDArray argument) {
            return text.call(scope, method, new CallArguments().add(argument).addList(weights));
        }

        private NDArray norm(NDArray x, NDArray weight) {
            var arguments = new CallArguments().add(x).add(weight);
            return text.call(scope, "norm", arguments.add(model.config().normEpsilon()))
                    .head();
        }

        /** A method that multiplies with matrix {@code i} of the weights, or with it and those after it. */
        private NDArray call(String method, NDArray x, int i) {
            var arguments = new CallArguments().add(x).addList(weights).add(i);
            return text.call(scope, method, arguments).head();
        }

        private NDArray head(NDArray table, int length) {
            int width = model.config().headDim();
            return scope.create(slice(table.toFloatArray(), 0, length * width), new Shape(length, width));
        }
    }
}
