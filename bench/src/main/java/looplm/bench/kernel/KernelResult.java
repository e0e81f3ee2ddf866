package looplm.bench.kernel;

import java.util.List;
import java.util.Locale;

/**
 * Figures of one shape and dtype. Medians; what ends in {@code Range} is the smallest and the largest.
 *
 * @param shape its name
 * @param dtype of the weights
 * @param instructionSet of the CPU
 * @param kernel the form of the weights that the steps ran with
 * @param candidates the product alone in every form of the dtype, at each number of rows
 * @param threads of libtorch
 * @param bytesPerStep weights that a decode step reads
 * @param batches one entry per batch size
 * @param products the products of such steps alone, one entry per batch size
 * @param prefillTokensPerS of one chunk of {@code prefillTokens}
 * @param streamBytesPerS of the streaming sum
 * @param kernelBytesPerS of weights in the decode step of the smallest batch
 * @param peakPrivateBytes of loading, one prefill and one decode step of the largest batch, without the stream's buffer
 * @param cacheBytes keys and values in it
 * @param errors against float32, one entry per model asked for
 */
public record KernelResult(
        String shape,
        String dtype,
        String instructionSet,
        String kernel,
        List<Candidate> candidates,
        int threads,
        long bytesPerStep,
        List<Batch> batches,
        List<Batch> products,
        int prefillTokens,
        double prefillTokensPerS,
        double streamBytesPerS,
        double kernelBytesPerS,
        long peakPrivateBytes,
        long cacheBytes,
        List<DtypeError> errors) {

    public KernelResult {
        candidates = List.copyOf(candidates);
        batches = List.copyOf(batches);
        products = List.copyOf(products);
        errors = List.copyOf(errors);
    }

    /** @param seconds of the products with the two matrices, up and down */
    public record Candidate(String kernel, int rows, double seconds) {}

    /**
     * @param batch rows
     * @param secondsPerStep one token of every row, all recurrent steps, head included
     * @param floorSeconds the time the streaming sum beside it would take for the same bytes
     * @param ratio floor over seconds, pair by pair
     */
    public record Batch(
            int batch,
            double secondsPerStep,
            double[] secondsRange,
            double floorSeconds,
            double ratio,
            double[] ratioRange,
            int pairs) {

        /** One line of progress. */
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%d: %.4f s a step, best %.4f, ratio %.2f, best %.2f (%d steps)",
                    batch,
                    secondsPerStep,
                    secondsRange[0],
                    ratio,
                    ratioRange[1],
                    pairs);
        }
    }
}
