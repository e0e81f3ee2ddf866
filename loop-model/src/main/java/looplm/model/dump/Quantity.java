package looplm.model.dump;

import java.util.Arrays;
import java.util.Optional;

/**
 * One thing a forward pass computes. T recurrent steps, L layers, B rows, N positions, E hidden size, V vocabulary, K KV
 * heads, D head size.
 */
public enum Quantity {
    /** Normed state after every step [T, B, N, E]. */
    HIDDEN("hidden", 1, 2),
    /** Of that state, before softmax [T, B, N, V]. */
    LOGITS("logits", 1, 2),
    /** Exit gate before its sigmoid [T, B, N]. */
    GATE_LOGITS("gate_logits", 1, 2),
    /** Probability of leaving at each step [B, N, T]. */
    EXIT_PDF("exit_pdf", 0, 1),
    /** Its running sum [B, N, T]. */
    EXIT_CDF("exit_cdf", 0, 1),
    /** Mean of the exit step, counted from 1 [B, N]. */
    EXPECTED_DEPTH("expected_depth", 0, 1),
    /** Keys after RoPE [T, L, B, K, N, D]. */
    KEY("kv.key", 2, 4),
    /** Values [T, L, B, K, N, D]. */
    VALUE("kv.value", 2, 4);

    private final String key;
    private final int rowAxis;
    private final int positionAxis;

    Quantity(String key, int rowAxis, int positionAxis) {
        this.key = key;
        this.rowAxis = rowAxis;
        this.positionAxis = positionAxis;
    }

    /** Its name in a file. */
    public String key() {
        return key;
    }

    /** The axis of its shape that counts rows. */
    int rowAxis() {
        return rowAxis;
    }

    /** The axis of its shape that counts positions. */
    int positionAxis() {
        return positionAxis;
    }

    static Optional<Quantity> named(String key) {
        return Arrays.stream(values())
                .filter(quantity -> quantity.key.equals(key))
                .findFirst();
    }
}
