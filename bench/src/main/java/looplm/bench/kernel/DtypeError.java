package looplm.bench.kernel;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import looplm.model.AllSteps;
import looplm.model.GenerationRequest;
import looplm.model.LoopLm;
import looplm.model.SerialGenerator;
import looplm.model.cache.KvPolicy;
import looplm.model.exit.ExitPolicy;
import looplm.model.kernel.ComputeDevice;
import looplm.model.kernel.Dtype;
import looplm.model.kernel.Placement;
import looplm.model.sample.Sampler;
import looplm.model.sample.SamplingParams;

/**
 * How far a dtype is from float32 on a model, at full depth, over texts that the float32 model wrote itself.
 *
 * @param model its directory
 * @param positions predictions that were compared
 * @param meanKl mean divergence of the dtype's distribution from float32's, in nats
 * @param maxKl largest of them
 * @param top1Agreement share of positions with the same likeliest token
 * @param meanEntropy of float32's distributions, in nats: what the divergence is to be seen beside
 */
public record DtypeError(
        String model, int positions, double meanKl, double maxKl, double top1Agreement, double meanEntropy) {

    private static final int SEQUENCES = 32;
    private static final int TOKENS = 32;

    /** Compares a model directory loaded twice. */
    public static DtypeError of(Path directory, Dtype dtype) {
        try (LoopLm exact = LoopLm.load(directory);
                LoopLm other = LoopLm.load(directory, new Placement(dtype, ComputeDevice.CPU))) {
            var sum = new Sum();
            var random = new Random(1);
            for (int i = 0; i < SEQUENCES; i++) {
                int[] text = written(exact, random.nextInt(exact.config().vocabSize()), i);
                sum.add(logits(exact, text), logits(other, text), exact.config().vocabSize());
            }
            return sum.result(String.valueOf(directory.getFileName()));
        }
    }

    private static int[] written(LoopLm model, int first, long seed) {
        var exit = new ExitPolicy.FixedSteps(model.config().recurrentSteps());
        int tokens = Math.min(TOKENS, model.config().contextLength() - 2);
        var request =
                new GenerationRequest(exit, KvPolicy.FULL_DEPTH, new SamplingParams(1, 1, 0, seed), tokens, Set.of());
        int[] prompt = {first};
        int[] ids = new SerialGenerator(model)
                .generate(prompt, request, (token, logits) -> {})
                .ids();
        return IntStream.concat(IntStream.of(prompt), IntStream.of(ids)).toArray();
    }

    /** Of every position after the last step [N, V]. */
    private static float[] logits(LoopLm model, int[] text) {
        try (NDManager scope = model.manager().newSubManager()) {
            long[] ids = IntStream.of(text).asLongStream().toArray();
            long[] positions = IntStream.range(0, text.length).asLongStream().toArray();
            var shape = new Shape(1, text.length);
            int steps = model.config().recurrentSteps();
            AllSteps all = model.forward(
                    scope, scope.create(ids, shape), scope.create(positions, shape), Optional.empty(), steps);
            return model.head(scope, all.hidden().get(steps - 1)).toFloatArray();
        }
    }

    /** Adds up over positions. */
    private static final class Sum {

        private final List<Double> divergences = new ArrayList<>();
        private double entropy;
        private int agreed;

        void add(float[] exact, float[] other, int vocabulary) {
            for (int at = 0; at < exact.length; at += vocabulary) {
                double[] p = logProbabilities(exact, at, vocabulary);
                double[] q = logProbabilities(other, at, vocabulary);
                double divergence = 0;
                for (int v = 0; v < vocabulary; v++) {
                    divergence += Math.exp(p[v]) * (p[v] - q[v]);
                    entropy -= Math.exp(p[v]) * p[v];
                }
                divergences.add(divergence);
                agreed += best(exact, at, vocabulary) == best(other, at, vocabulary) ? 1 : 0;
            }
        }

        DtypeError result(String model) {
            int n = divergences.size();
            return new DtypeError(
                    model,
                    n,
                    divergences.stream().mapToDouble(d -> d).sum() / n,
                    divergences.stream().mapToDouble(d -> d).max().orElseThrow(),
                    (double) agreed / n,
                    entropy / n);
        }

        private static int best(float[] logits, int at, int vocabulary) {
            return Sampler.argmax(Arrays.copyOfRange(logits, at, at + vocabulary));
        }

        private static double[] logProbabilities(float[] logits, int at, int vocabulary) {
            double most = Double.NEGATIVE_INFINITY;
            for (int v = 0; v < vocabulary; v++) {
                most = Math.max(most, logits[at + v]);
            }
            double sum = 0;
            for (int v = 0; v < vocabulary; v++) {
                sum += Math.exp(logits[at + v] - most);
            }
            var result = new double[vocabulary];
            for (int v = 0; v < vocabulary; v++) {
                result[v] = logits[at + v] - most - Math.log(sum);
            }
            return result;
        }
    }
}
