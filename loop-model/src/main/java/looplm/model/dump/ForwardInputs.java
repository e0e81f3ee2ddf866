package looplm.model.dump;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.weights.SafetensorsFile;
import looplm.model.weights.StoredTensor;
import looplm.model.weights.StoredType;

/**
 * Sequences of a batch, padded on the left.
 *
 * @param rows B
 * @param positions N
 * @param ids [B, N]
 * @param mask [B, N], 1 for a real token, 0 for padding, which stands on the left
 */
public record ForwardInputs(int rows, int positions, int[] ids, int[] mask) {

    static final String IDS = "input_ids";
    static final String MASK = "attention_mask";

    public ForwardInputs {
        if (rows < 1 || positions < 1 || ids.length != rows * positions || mask.length != ids.length) {
            throw new IllegalArgumentException(IDS + ": " + rows + " x " + positions + " (expected: 1 x 1 or more)");
        }
        for (int i = 0; i < mask.length; i++) {
            boolean real = mask[i] == 1;
            boolean lastOfRow = i % positions == positions - 1;
            if ((!real && mask[i] != 0) || (lastOfRow && !real) || (real && !lastOfRow && mask[i + 1] != 1)) {
                throw new IllegalArgumentException(MASK + ": row " + i / positions
                        + " (expected: zeros for padding on the left, then ones, at least one)");
            }
        }
    }

    /**
     * Reads {@code input_ids} [B, N] and, where there is one, {@code attention_mask} [B, N], both int64.
     *
     * @throws CheckpointException naming file and tensor
     */
    public static ForwardInputs read(Path file, LoopLmConfig config) {
        try (var tensors = SafetensorsFile.open(file)) {
            StoredTensor ids = tensors.tensor(IDS);
            List<Long> shape = ids.shape();
            if (shape.size() != 2 || shape.get(0) < 1 || shape.get(1) < 1 || shape.get(1) > config.contextLength()) {
                throw new CheckpointException(
                        file,
                        IDS + ": shape: " + shape + " (expected: [B, N], N at most " + config.contextLength() + ")");
            }
            int[] values = ints(file, ids, shape, config.vocabSize() - 1);
            int[] mask = new int[values.length];
            Arrays.fill(mask, 1);
            if (tensors.tensors().containsKey(MASK)) {
                mask = ints(file, tensors.tensor(MASK), shape, 1);
            }
            return new ForwardInputs(Math.toIntExact(shape.get(0)), Math.toIntExact(shape.get(1)), values, mask);
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(file, String.valueOf(e.getMessage()), e);
        }
    }

    /** Index of the first real token of a row. */
    int firstReal(int row) {
        int at = 0;
        while (mask[row * positions + at] == 0) {
            at++;
        }
        return at;
    }

    /** The real tokens of a row. */
    int[] realTokens(int row) {
        return Arrays.copyOfRange(ids, row * positions + firstReal(row), (row + 1) * positions);
    }

    /** Positions counted from the first real token of a row; 1 on padding, as the reference's generation has it. */
    public long[] positionIds() {
        var ids = new long[mask.length];
        Arrays.setAll(ids, i -> mask[i] == 0 ? 1 : i % positions - firstReal(i / positions));
        return ids;
    }

    boolean isPadded() {
        return Arrays.stream(mask).anyMatch(real -> real == 0);
    }

    private static int[] ints(Path file, StoredTensor tensor, List<Long> shape, int max) {
        if (tensor.type() != StoredType.I64 || !tensor.shape().equals(shape)) {
            throw new CheckpointException(
                    file,
                    tensor.name() + ": " + tensor.type() + " " + tensor.shape() + " (expected: I64 " + shape + ")");
        }
        var values = new int[Math.toIntExact(tensor.elements())];
        for (int i = 0; i < values.length; i++) {
            long value = tensor.data().get(JAVA_LONG_UNALIGNED, (long) i * Long.BYTES);
            if (value < 0 || value > max) {
                throw new CheckpointException(
                        file, tensor.name() + ": element " + i + ": " + value + " (expected: 0.." + max + ")");
            }
            values[i] = (int) value;
        }
        return values;
    }
}
