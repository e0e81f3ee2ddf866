package looplm.model.parity;

import static looplm.model.parity.ParityCheck.slice;

import java.util.Arrays;
import looplm.model.LoopLm;
import looplm.model.cache.KvCache;
import looplm.model.cache.KvSlot;

/** Keys and values of every step and layer after a prefill in chunks. */
final class CacheParity implements ParityCheck {

    @Override
    public boolean applies(GoldenCase golden) {
        return golden.has("prefill.kv.key");
    }

    @Override
    public void run(GoldenCase golden, ParityRows rows) {
        int[] shape = golden.shape("prefill.kv.key"); // [T, L, B, K, N, D]
        try (LoopLm model = LoopLm.load(golden.checkpoint())) {
            for (int b = 0; b < shape[2]; b++) {
                int[] ids = golden.ints("prefill.input_ids", b);
                for (int chunk : new int[] {5, 1}) {
                    try (KvCache cache = model.newCache(shape[0], ids.length + 3)) {
                        for (int start = 0; start < ids.length; start += chunk) {
                            int end = Math.min(start + chunk, ids.length);
                            model.prefill(cache, Arrays.copyOfRange(ids, start, end), start);
                        }
                        compare(golden, rows, cache, shape, b, "in chunks of " + chunk);
                    }
                }
            }
        }
    }

    private static void compare(GoldenCase golden, ParityRows rows, KvCache cache, int[] shape, int b, String how) {
        int block = shape[3] * shape[4] * shape[5];
        float[] keys = golden.floats("prefill.kv.key");
        float[] values = golden.floats("prefill.kv.value");
        for (int slot = 0; slot < shape[0] * shape[1]; slot++) {
            var at = new KvSlot(slot / shape[1], slot % shape[1]);
            int index = slot * shape[2] + b;
            String key = "prefill.kv.key (" + how + ")";
            String value = "prefill.kv.value (" + how + ")";
            rows.compare(golden, key, cache.keys(at, shape[4]), slice(keys, index, block), TOLERANCE);
            rows.compare(golden, value, cache.values(at, shape[4]), slice(values, index, block), TOLERANCE);
        }
    }
}
