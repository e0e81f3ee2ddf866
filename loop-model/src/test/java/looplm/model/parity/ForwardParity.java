package looplm.model.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import looplm.model.LoopLm;
import looplm.model.dump.DumpComparison;
import looplm.model.dump.ForwardDump;
import looplm.model.dump.ForwardInputs;
import looplm.model.dump.Quantity;

/** Every step of every position, with and without padding: what {@code looplm forward --compare} compares. */
final class ForwardParity implements ParityCheck {

    static final List<String> GROUPS = List.of("prefill", "padded");

    @Override
    public boolean applies(GoldenCase golden) {
        return GROUPS.stream().anyMatch(group -> golden.has(group + ".hidden"));
    }

    @Override
    public void run(GoldenCase golden, ParityRows rows) {
        try (LoopLm model = LoopLm.load(golden.checkpoint())) {
            for (String group : GROUPS) {
                if (golden.has(group + ".hidden")) {
                    run(golden, rows, model, group);
                }
            }
        }
    }

    private static void run(GoldenCase golden, ParityRows rows, LoopLm model, String group) {
        ForwardInputs inputs = inputs(golden, group);
        try (NDManager scope = model.manager().newSubManager()) {
            int steps = golden.shape(group + ".hidden")[0];
            SequencedMap<Quantity, NDArray> dump = ForwardDump.of(model, scope, inputs, steps);
            Map<Quantity, Double> errors = DumpComparison.compare(dump, inputs, golden.expectedFile(), group + ".");
            errors.forEach((quantity, error) -> {
                golden.shape(group + "." + quantity.key());
                rows.add(golden, group + "." + quantity.key(), error, tolerance(quantity, steps));
            });
        }
        if (golden.has(group + ".position_ids")) {
            long[] expected = Arrays.stream(golden.ints(group + ".position_ids"))
                    .asLongStream()
                    .toArray();
            rows.equal(golden, group + ".position_ids", Arrays.equals(inputs.positionIds(), expected));
        }
    }

    /** The ids of a group, with its mask where it has one. */
    static ForwardInputs inputs(GoldenCase golden, String group) {
        int[] shape = golden.shape(group + ".input_ids");
        int[] ids = golden.ints(group + ".input_ids");
        var mask = new int[ids.length];
        Arrays.fill(mask, 1);
        String name = group + "." + "attention_mask";
        return new ForwardInputs(shape[0], shape[1], ids, golden.has(name) ? golden.ints(name) : mask);
    }

    private static double tolerance(Quantity quantity, int steps) {
        return switch (quantity) {
            case EXIT_PDF, EXIT_CDF -> CDF_TOLERANCE;
            case EXPECTED_DEPTH -> CDF_TOLERANCE * steps;
            case HIDDEN, LOGITS, GATE_LOGITS, KEY, VALUE -> TOLERANCE;
        };
    }
}
