package looplm.model.parity;

import ai.djl.ndarray.NDArray;
import java.util.Arrays;
import looplm.model.LoopLm;
import looplm.model.RotaryTables;

/** Cosines and sines of the rotary embedding. */
final class RopeParity implements ParityCheck {

    @Override
    public boolean applies(GoldenCase golden) {
        return golden.has("rope.cos");
    }

    @Override
    public void run(GoldenCase golden, ParityRows rows) {
        try (LoopLm model = LoopLm.load(golden.checkpoint())) {
            RotaryTables tables = RotaryTables.of(model.config(), model.manager());
            compare(golden, rows, "rope.cos", tables.cos());
            compare(golden, rows, "rope.sin", tables.sin());
        }
    }

    private static void compare(GoldenCase golden, ParityRows rows, String name, NDArray table) {
        float[] expected = golden.floats(name);
        rows.compare(golden, name, Arrays.copyOf(table.toFloatArray(), expected.length), expected, 1e-6);
    }
}
