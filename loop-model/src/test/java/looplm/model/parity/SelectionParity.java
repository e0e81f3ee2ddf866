package looplm.model.parity;

import static looplm.model.parity.ParityCheck.slice;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.SequencedMap;
import looplm.model.LoopLm;
import looplm.model.TextModel;
import looplm.model.dump.ForwardDump;
import looplm.model.dump.ForwardInputs;
import looplm.model.dump.Quantity;
import looplm.model.exit.ExitPolicy;
import looplm.model.exit.ExitPolicy.CumulativeThreshold;
import looplm.model.exit.ExitPolicy.FixedSteps;
import looplm.model.exit.ExitPolicy.Weighted;
import looplm.model.sample.Sampler;
import tools.jackson.databind.JsonNode;

/** Which state the reference reads of a position: by threshold, at a fixed step, weighted, by the configuration. */
final class SelectionParity implements ParityCheck {

    @Override
    public boolean applies(GoldenCase golden) {
        return golden.has("prefill.exit_step");
    }

    @Override
    public void run(GoldenCase golden, ParityRows rows) {
        try (TextModel text = TextModel.load(golden.checkpoint())) {
            for (String group : ForwardParity.GROUPS) {
                if (golden.has(group + ".exit_step")) {
                    new Group(golden, rows, text, group).run();
                }
            }
        }
    }

    /** All positions of one group of a case, run once. */
    private static final class Group {

        private final GoldenCase golden;
        private final ParityRows rows;
        private final TextModel text;
        private final LoopLm model;
        private final String name;
        private final ForwardInputs inputs;
        private final int steps;
        private final float[] hidden; // [T, B, N, E]
        private final float[] gates; // [T, B, N]

        Group(GoldenCase golden, ParityRows rows, TextModel text, String name) {
            this.golden = golden;
            this.rows = rows;
            this.text = text;
            this.model = text.model();
            this.name = name;
            this.inputs = ForwardParity.inputs(golden, name);
            this.steps = golden.shape(name + ".hidden")[0];
            try (NDManager scope = model.manager().newSubManager()) {
                SequencedMap<Quantity, NDArray> dump = ForwardDump.of(model, scope, inputs, steps);
                hidden = floats(dump, Quantity.HIDDEN);
                gates = floats(dump, Quantity.GATE_LOGITS);
            }
        }

        void run() {
            JsonNode thresholds = golden.json("expected.json").path("thresholds");
            int[] exits = golden.ints(name + ".exit_step"); // [Q, B, N]
            float[] atThreshold = golden.floats(name + ".logits_at_q"); // [Q, B, N, V]
            int positions = inputs.ids().length;
            for (int q = 0; q < thresholds.size(); q++) {
                var policy = new CumulativeThreshold((float) thresholds.get(q).doubleValue(), 1, steps);
                int[] expected = Arrays.copyOfRange(exits, q * positions, (q + 1) * positions);
                rows.add(golden, name + ".exit_step", differences(policy, expected), 0);
                compare("logits_at_q", policy, slice(atThreshold, q, atThreshold.length / thresholds.size()));
            }
            for (int step = 1; step <= steps; step++) {
                compare("logits (fixed exit step)", new FixedSteps(step), golden.floats(name + ".logits", step - 1));
            }
            compareIfThere("weighted_logits", new Weighted(steps));
            compareIfThere("labels_logits", new Weighted(steps));
            compareIfThere("default_logits", text.defaultExit());
            JsonNode loss = golden.scalar(name + ".reference_loss_with_labels");
            if (loss.isNumber()) {
                double error = Math.abs(lossOf(logits(new Weighted(steps))) - loss.doubleValue());
                rows.add(golden, name + ".reference_loss_with_labels", error, TOLERANCE);
            }
        }

        private void compareIfThere(String quantity, ExitPolicy policy) {
            if (golden.has(name + "." + quantity)) {
                compare(quantity, policy, golden.floats(name + "." + quantity));
            }
        }

        /**
         * @param expected [B, N, V]
         */
        private void compare(String quantity, ExitPolicy policy, float[] expected) {
            float[] actual = logits(policy);
            int width = model.config().vocabSize();
            double error = actual.length == expected.length ? 0 : Double.POSITIVE_INFINITY;
            for (int at = 0; at < inputs.ids().length; at++) {
                if (inputs.mask()[at] == 1) {
                    error = Math.max(error, ParityRows.maxError(slice(actual, at, width), slice(expected, at, width)));
                }
            }
            rows.add(golden, name + "." + quantity, error, TOLERANCE);
        }

        private int differences(ExitPolicy policy, int[] expected) {
            int differences = 0;
            for (int at = 0; at < expected.length; at++) {
                boolean real = inputs.mask()[at] == 1;
                differences += real && exitStep(policy, at) != expected[at] + 1 ? 1 : 0;
            }
            return differences;
        }

        private int exitStep(ExitPolicy policy, int at) {
            return policy.select(new float[model.config().hiddenSize()], states(at), gates(at));
        }

        /** Logits of the state that a policy reads, all positions [B, N, V]. */
        private float[] logits(ExitPolicy policy) {
            int width = model.config().hiddenSize();
            var read = new float[inputs.ids().length * width];
            for (int at = 0; at < inputs.ids().length; at++) {
                float[] state = policy.read(states(at), gates(at), exitStep(policy, at));
                System.arraycopy(state, 0, read, at * width, width);
            }
            try (NDManager scope = model.manager().newSubManager()) {
                return model.head(scope, scope.create(read, new Shape(inputs.ids().length, width)))
                        .toFloatArray();
            }
        }

        private float[][] states(int at) {
            var states = new float[steps][];
            for (int t = 0; t < steps; t++) {
                states[t] = slice(
                        hidden, t * inputs.ids().length + at, model.config().hiddenSize());
            }
            return states;
        }

        private float[] gates(int at) {
            var column = new float[steps];
            for (int t = 0; t < steps; t++) {
                column[t] = gates[t * inputs.ids().length + at];
            }
            return column;
        }

        /** Mean cross-entropy of predicting each next id, which is what the reference gives for labels = ids. */
        private double lossOf(float[] logits) {
            double sum = 0;
            int count = 0;
            for (int at = 0; at < inputs.ids().length - 1; at++) {
                if (at % inputs.positions() < inputs.positions() - 1) {
                    float[] row = slice(logits, at, model.config().vocabSize());
                    sum -= Sampler.logProbability(row, inputs.ids()[at + 1]);
                    count++;
                }
            }
            return sum / count;
        }

        private static float[] floats(SequencedMap<Quantity, NDArray> dump, Quantity quantity) {
            NDArray tensor = dump.get(quantity);
            if (tensor == null) {
                throw new IllegalStateException(quantity.key());
            }
            return tensor.toFloatArray();
        }
    }
}
