package looplm.model.parity;

import static looplm.model.parity.ParityCheck.slice;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import looplm.model.LoopLm;
import looplm.model.dump.ForwardDump;
import looplm.model.dump.Quantity;
import looplm.model.exit.ExitPolicy.CumulativeThreshold;
import looplm.model.sample.Sampler;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How far the reference in bfloat16 is from our float32: the same distances as from its own float32. Its bfloat16 numbers
 * are no target, rounding and exit arithmetic in bfloat16 are what we leave out.
 */
final class HalfPrecisionDistance implements ParityCheck {

    @Override
    public boolean applies(GoldenCase golden) {
        return golden.has("bf16.logits");
    }

    @Override
    public void run(GoldenCase golden, ParityRows rows) {
        float[] half = golden.floats("bf16.logits");
        int[] shape = golden.shape("bf16.logits"); // [T, B, N, V]
        try (LoopLm model = LoopLm.load(golden.checkpoint());
                NDManager scope = model.manager().newSubManager()) {
            var dump = ForwardDump.of(model, scope, ForwardParity.inputs(golden, "prefill"), shape[0]);
            float[] own = floats(dump.get(Quantity.LOGITS));
            double mean = 0;
            for (int i = 0; i < own.length; i++) {
                mean += Math.abs((double) own[i] - half[i]) / own.length;
            }
            distance(golden, rows, "max_abs_logit_difference_to_f32", ParityRows.maxError(own, half));
            distance(golden, rows, "mean_abs_logit_difference_to_f32", mean);
            distance(golden, rows, "share_of_equal_argmax", equalArgmax(own, half, shape[3]));
            distance(
                    golden,
                    rows,
                    "share_of_equal_exit_step",
                    equalExits(golden, floats(dump.get(Quantity.GATE_LOGITS))));
        }
        golden.shape("bf16.gate_logits");
    }

    private static void distance(GoldenCase golden, ParityRows rows, String name, double actual) {
        double expected = golden.scalar("bf16." + name).doubleValue();
        rows.add(golden, "bf16." + name, Math.abs(actual - expected), TOLERANCE);
    }

    private static double equalArgmax(float[] own, float[] half, int vocabulary) {
        int count = own.length / vocabulary;
        int equal = 0;
        for (int at = 0; at < count; at++) {
            boolean same = Sampler.argmax(slice(own, at, vocabulary)) == Sampler.argmax(slice(half, at, vocabulary));
            equal += same ? 1 : 0;
        }
        return (double) equal / count;
    }

    private static double equalExits(GoldenCase golden, float[] gates) {
        JsonNode thresholds = golden.json("expected.json").path("thresholds");
        int[] exits = golden.ints("bf16.exit_step"); // [Q, B, N]
        int positions = exits.length / thresholds.size();
        int steps = gates.length / positions;
        int equal = 0;
        for (int i = 0; i < exits.length; i++) {
            var column = new float[steps];
            for (int t = 0; t < steps; t++) {
                column[t] = gates[t * positions + i % positions];
            }
            var policy = new CumulativeThreshold(
                    (float) thresholds.get(i / positions).doubleValue(), 1, steps);
            equal += policy.select(new float[1], new float[steps][1], column) == exits[i] + 1 ? 1 : 0;
        }
        return (double) equal / exits.length;
    }

    private static float[] floats(@Nullable NDArray tensor) {
        if (tensor == null) {
            throw new IllegalStateException("quantity: missing");
        }
        return tensor.toFloatArray();
    }
}
