package looplm.inference.engine.prefix;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory for keys and values, counted in blocks: one plane of some positions of one sequence. The same count on
 * every backend; where the bytes lie is the runner's business. Engine thread only, but for the reads.
 *
 * <p>Invariant I9: free + reserved + kept = total, and nothing is reserved when no row is taken.
 */
public final class KvMemory {

    private final long totalBlocks;
    private final int blockPositions;
    private final AtomicLong reserved = new AtomicLong();
    private final AtomicLong kept = new AtomicLong();
    private volatile long peak;

    /**
     * @param totalBlocks blocks there are
     * @param blockPositions positions of one block
     */
    public KvMemory(long totalBlocks, int blockPositions) {
        if (totalBlocks < 1 || blockPositions < 1) {
            throw new IllegalArgumentException(
                    "kv memory: " + totalBlocks + " blocks of " + blockPositions + " positions (expected: 1 or more)");
        }
        this.totalBlocks = totalBlocks;
        this.blockPositions = blockPositions;
    }

    /** Blocks of a sequence of so many positions and planes. */
    public long blocks(int positions, int planes) {
        return (positions + blockPositions - 1L) / blockPositions * planes;
    }

    /** Positions that a sequence of so many planes can have at most when it has all the memory for itself. */
    public int positionsAtMost(int planes) {
        return (int) Math.min(Integer.MAX_VALUE, totalBlocks / planes * blockPositions);
    }

    public long totalBlocks() {
        return totalBlocks;
    }

    /** Blocks that running sequences may still come to need. */
    public long reservedBlocks() {
        return reserved.get();
    }

    /** Blocks of prompt pages that nobody needs, but somebody may. */
    public long keptBlocks() {
        return kept.get();
    }

    /** The most blocks reserved and kept so far. */
    public long peakBlocks() {
        return peak;
    }

    public long freeBlocks() {
        return totalBlocks - reserved.get() - kept.get();
    }

    public void reserve(long blocks) {
        requireFree(blocks);
        reserved.addAndGet(blocks);
        peak = Math.max(peak, totalBlocks - freeBlocks());
    }

    public void free(long blocks) {
        if (reserved.addAndGet(-blocks) < 0) {
            throw new IllegalStateException("free: " + blocks + " blocks (expected: at most those that are reserved)");
        }
    }

    void keep(long blocks) {
        requireFree(blocks);
        kept.addAndGet(blocks);
        peak = Math.max(peak, totalBlocks - freeBlocks());
    }

    void drop(long blocks) {
        if (kept.addAndGet(-blocks) < 0) {
            throw new IllegalStateException("drop: " + blocks + " blocks (expected: at most those that are kept)");
        }
    }

    private void requireFree(long blocks) {
        if (blocks > freeBlocks()) {
            throw new IllegalStateException("blocks: " + blocks + " (expected: at most " + freeBlocks() + " free)");
        }
    }
}
