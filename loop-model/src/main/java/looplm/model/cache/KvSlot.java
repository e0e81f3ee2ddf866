package looplm.model.cache;

/**
 * One of the T * L caches of a looped model: layers share weights across recurrent steps, never keys and values.
 *
 * @param recurrentStep 0-based; the plane
 * @param layer 0-based, in the shared stack
 */
public record KvSlot(int recurrentStep, int layer) {

    public KvSlot {
        if (recurrentStep < 0 || layer < 0) {
            throw new IllegalArgumentException(
                    "slot: step " + recurrentStep + ", layer " + layer + " (expected: 0 or above)");
        }
    }
}
