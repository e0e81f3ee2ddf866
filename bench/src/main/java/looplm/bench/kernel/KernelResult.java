package looplm.bench.kernel;

import java.util.List;

/**
 * Figures of one shape and dtype. Medians; what ends in {@code Range} is the smallest and the largest.
 *
 * @param shape its name
 * @param dtype of the weights
 * @param threads of libtorch
 * @param bytesPerStep weights that a decode step reads
 * @param batches one entry per batch size
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
        int threads,
        long bytesPerStep,
        List<Batch> batches,
        int prefillTokens,
        double prefillTokensPerS,
        double streamBytesPerS,
        double kernelBytesPerS,
        long peakPrivateBytes,
        long cacheBytes,
        List<DtypeError> errors) {

    public KernelResult {
        batches = List.copyOf(batches);
        errors = List.copyOf(errors);
    }

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
            int pairs) {}
}
