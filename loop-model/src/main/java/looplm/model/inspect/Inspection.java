package looplm.model.inspect;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import looplm.model.cache.KvCache;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.checkpoint.GenerationDefaults;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.exit.DepthProfile;
import looplm.model.text.ChatTemplate;
import looplm.model.text.Tokenizer;
import looplm.model.weights.SafetensorsFile;
import looplm.model.weights.StoredTensor;
import looplm.model.weights.WeightFiles;
import looplm.model.weights.WeightNames;

/**
 * What the headers and configurations of a model directory say. The tensors are checked against the configuration, their
 * values are not read, but for the exit gate's.
 *
 * @param config shape of the model
 * @param defaults how it is to be generated with
 * @param parameters number of parameters, a tied head counted once
 * @param storedBytes bytes of the weights by stored type
 * @param gate the exit gate
 * @param memory what a sequence needs, by its length
 * @param chatTurns messages the chat template renders; 0 for all
 * @param hasDepthProfile whether there is a depth profile beside the weights, of whatever weights
 */
public record Inspection(
        LoopLmConfig config,
        GenerationDefaults defaults,
        long parameters,
        Map<String, Long> storedBytes,
        Gate gate,
        List<ContextMemory> memory,
        int chatTurns,
        boolean hasDepthProfile) {

    private static final int[] CONTEXTS = {1 << 10, 1 << 12, 1 << 14, 1 << 16};

    /**
     * The exit gate.
     *
     * @param bias its bias
     * @param weightNorm Euclidean norm of its weights
     */
    public record Gate(double bias, double weightNorm) {

        /** Probability of leaving at any step that a state of zeros has. */
        public double biasHazard() {
            return 1 / (1 + Math.exp(-bias));
        }
    }

    /**
     * @param positions length of one sequence
     * @param keyValueBytes float32 keys and values of all trained steps
     */
    public record ContextMemory(int positions, long keyValueBytes) {}

    /**
     * Reads a directory.
     *
     * @throws CheckpointException naming the file and the tensor or key at fault
     */
    public static Inspection of(Path directory, WeightFiles files) {
        LoopLmConfig config = LoopLmConfig.read(directory);
        requireTensors(files, config);
        long parameters = WeightNames.shapes(config).values().stream()
                .mapToLong(shape -> shape.stream().reduce(1L, Math::multiplyExact))
                .sum();
        try (Tokenizer tokenizer = Tokenizer.load(directory)) {
            if (tokenizer.largestId() >= config.vocabSize()) {
                throw new CheckpointException(
                        directory.resolve(LoopLmConfig.FILE),
                        "vocab_size: " + config.vocabSize() + " (expected: above " + tokenizer.largestId() + ")");
            }
        }
        return new Inspection(
                config,
                GenerationDefaults.read(directory, config),
                parameters,
                storedBytes(files),
                gate(files),
                memory(config),
                ChatTemplate.load(directory).turns().orElse(0),
                Files.exists(directory.resolve(DepthProfile.FILE)));
    }

    /** Bytes of keys and values of one position, all trained steps. */
    public long keyValueBytesPerToken() {
        return KvCache.bytes(config, config.recurrentSteps(), 1);
    }

    private static void requireTensors(WeightFiles files, LoopLmConfig config) {
        files.requireExactly(config);
        WeightNames.shapes(config).forEach((name, shape) -> {
            SafetensorsFile file = files.owner(name);
            StoredTensor tensor = file.tensor(name);
            if (!tensor.type().isWeightType() || !tensor.shape().equals(shape)) {
                throw new CheckpointException(
                        file.file(),
                        name + ": " + tensor.type() + " " + tensor.shape() + " (expected: F32, F16 or BF16 " + shape
                                + ")");
            }
        });
    }

    private static Map<String, Long> storedBytes(WeightFiles files) {
        var bytes = new TreeMap<String, Long>();
        for (SafetensorsFile file : files.files()) {
            for (StoredTensor tensor : file.tensors().values()) {
                bytes.merge(tensor.type().name(), tensor.data().byteSize(), Long::sum);
            }
        }
        return bytes;
    }

    private static Gate gate(WeightFiles files) {
        StoredTensor weight = files.owner(WeightNames.GATE_WEIGHT).tensor(WeightNames.GATE_WEIGHT);
        StoredTensor bias = files.owner(WeightNames.GATE_BIAS).tensor(WeightNames.GATE_BIAS);
        double squares = 0;
        for (long i = 0; i < weight.elements(); i++) {
            double value = StoredFloats.at(weight, i);
            squares += value * value;
        }
        return new Gate(StoredFloats.at(bias, 0), Math.sqrt(squares));
    }

    private static List<ContextMemory> memory(LoopLmConfig config) {
        var memory = new ArrayList<ContextMemory>();
        for (int positions : CONTEXTS) {
            if (positions < config.contextLength()) {
                memory.add(memory(config, positions));
            }
        }
        memory.add(memory(config, config.contextLength()));
        return memory;
    }

    private static ContextMemory memory(LoopLmConfig config, int positions) {
        return new ContextMemory(positions, KvCache.bytes(config, config.recurrentSteps(), positions));
    }
}
