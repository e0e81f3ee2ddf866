package looplm.model;

/**
 * How many rows a tick is computed with, idle ones included: one, or a multiple of four.
 *
 * <p>Matrix kernels take rows four at a time. Those left over go through another kernel that may sum in another order, so
 * that a row's last bits would depend on its place.
 */
public final class TickBucket {

    private static final int KERNEL_ROWS = 4;

    private TickBucket() {}

    /**
     * The smallest bucket for so many rows.
     *
     * @param rows at least 1
     */
    public static int of(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("rows: " + rows + " (expected: 1 or more)");
        }
        return rows == 1 ? 1 : Math.ceilDiv(rows, KERNEL_ROWS) * KERNEL_ROWS;
    }
}
