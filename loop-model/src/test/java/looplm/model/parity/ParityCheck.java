package looplm.model.parity;

import java.util.Arrays;
import java.util.List;

/** One idea of the model, compared with whatever a golden case has of it. */
interface ParityCheck {

    double TOLERANCE = 1e-4;
    double CDF_TOLERANCE = 1e-5;

    /** All of them, in the order of the table. */
    static List<ParityCheck> all() {
        return List.of(
                new RopeParity(),
                new ForwardParity(),
                new SelectionParity(),
                new CacheParity(),
                new TraceParity(),
                new DecodeParity(),
                new LogLikelihoodParity(),
                new HalfPrecisionDistance(),
                new TextParity());
    }

    /** Whether the case has what this compares. */
    boolean applies(GoldenCase golden);

    /** Compares and adds a row for each quantity. */
    void run(GoldenCase golden, ParityRows rows);

    /** Row {@code index} of rows of this width. */
    static float[] slice(float[] values, int index, int width) {
        return Arrays.copyOfRange(values, index * width, (index + 1) * width);
    }
}
