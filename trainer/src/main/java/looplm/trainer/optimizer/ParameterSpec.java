package looplm.trainer.optimizer;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.weights.WeightNames;
import looplm.trainer.recipe.Init;

/**
 * One tensor of the model before training.
 *
 * @param name its checkpoint name
 * @param shape its sizes
 * @param mean of its initial values
 * @param deviation standard deviation of its initial values; 0 for a constant
 */
public record ParameterSpec(String name, List<Long> shape, double mean, double deviation) {

    /** All parameters in the order of the forward text's weight list. */
    public static List<ParameterSpec> of(LoopLmConfig config, Init init) {
        var all = new ArrayList<ParameterSpec>();
        WeightNames.shapes(config).forEach((name, shape) -> all.add(of(name, shape, init)));
        return List.copyOf(all);
    }

    private static ParameterSpec of(String name, List<Long> shape, Init init) {
        return switch (ParameterGroup.of(name)) {
            case EMBEDDING -> new ParameterSpec(name, shape, 0, init.embeddingStd());
            case HEAD -> new ParameterSpec(name, shape, 0, init.headStd());
            case GATE -> new ParameterSpec(name, shape, 0, 0);
            case MATRIX -> new ParameterSpec(name, shape, 0, init.layerStd());
            case NORM -> new ParameterSpec(name, shape, post(name) ? init.postNormWeight() : 1, 0);
        };
    }

    private static boolean post(String name) {
        return name.endsWith("layernorm_2.weight");
    }

    /** Initial values, row by row. */
    float[] draw(RandomGenerator random) {
        long elements = shape.stream().reduce(1L, Math::multiplyExact);
        var values = new float[Math.toIntExact(elements)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation == 0 ? mean : mean + deviation * random.nextGaussian());
        }
        return values;
    }
}
