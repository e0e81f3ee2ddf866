package looplm.gateway.door;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import looplm.edge.JsonBounds;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What clients may fill of the memory.
 *
 * @param inFlight bytes of bodies and whole answers, the latter counted twice, over all requests; a tenth of the heap where
 *     it is not set
 * @param longestAnswer of an answer that is not streamed
 * @param jsonTokens names, values and brackets of one body
 */
public record MemorySettings(
        @Nullable DataSize inFlight,
        @DefaultValue("16MB") DataSize longestAnswer,

        @DefaultValue("" + JsonBounds.USUAL_TOKENS) @Min(100) @Max(10_000_000)
        int jsonTokens) {

    /** A body is held as bytes, as a tree, as what is sent on: some four times, and ten times for a moment. */
    private static final int PART_OF_HEAP = 10;

    private static final DataSize SMALLEST = DataSize.ofKilobytes(256);
    private static final DataSize LARGEST = DataSize.ofMegabytes(256);

    public MemorySettings {
        if (inFlight != null && inFlight.compareTo(SMALLEST) < 0) {
            throw new IllegalArgumentException("in-flight: " + inFlight + " (expected: at least 256KB)");
        }
        if (longestAnswer.compareTo(SMALLEST) < 0 || longestAnswer.compareTo(LARGEST) > 0) {
            throw new IllegalArgumentException("longest-answer: " + longestAnswer + " (expected: 256KB..256MB)");
        }
    }

    long inFlightWith(long heapBytes) {
        return inFlight == null ? Math.max(heapBytes / PART_OF_HEAP, SMALLEST.toBytes()) : inFlight.toBytes();
    }

    /** Bytes of {@link #longestAnswer}. */
    public int longestAnswerBytes() {
        return Math.toIntExact(longestAnswer.toBytes());
    }
}
