package looplm.model.inspect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import looplm.model.weights.SafetensorsFile;
import looplm.model.weights.StoredTensor;
import looplm.model.weights.WeightFiles;
import looplm.model.weights.WeightNames;
import looplm.model.weights.WeightsHash;

/**
 * Every stored value of a model, looked at.
 *
 * @param weightsHash identity of the directory
 * @param tensors tensors read
 * @param values values read
 * @param notNumbers NaN among them
 * @param infinite infinities among them
 * @param faults the tensors that hold such values, "file: tensor: how many, where the first"
 */
public record WeightScan(
        WeightsHash weightsHash, int tensors, long values, long notNumbers, long infinite, List<String> faults) {

    public WeightScan {
        faults = List.copyOf(faults);
    }

    /** Reads all weights; tensors that no engine uses are left alone. */
    public static WeightScan of(Path directory, WeightFiles files) {
        int tensors = 0;
        long values = 0;
        long notNumbers = 0;
        long infinite = 0;
        var faults = new ArrayList<String>();
        for (SafetensorsFile file : files.files()) {
            for (StoredTensor tensor : file.tensors().values()) {
                if (WeightNames.isIgnored(tensor.name())) {
                    continue;
                }
                Odd odd = odd(tensor);
                tensors++;
                values += tensor.elements();
                notNumbers += odd.notNumbers();
                infinite += odd.infinite();
                if (odd.notNumbers() + odd.infinite() > 0) {
                    faults.add("%s: %s: %d NaN, %d infinite, the first at element %d"
                            .formatted(file.file(), tensor.name(), odd.notNumbers(), odd.infinite(), odd.first()));
                }
            }
        }
        return new WeightScan(WeightsHash.of(directory, files), tensors, values, notNumbers, infinite, faults);
    }

    /** Values of a tensor that are no finite numbers, and the index of the first. */
    private record Odd(long notNumbers, long infinite, long first) {}

    private static Odd odd(StoredTensor tensor) {
        long notNumbers = 0;
        long infinite = 0;
        long first = 0;
        for (long i = 0; i < tensor.elements(); i++) {
            float value = StoredFloats.at(tensor, i);
            if (!Float.isFinite(value)) {
                first = notNumbers + infinite == 0 ? i : first;
                notNumbers += Float.isNaN(value) ? 1 : 0;
                infinite += Float.isNaN(value) ? 0 : 1;
            }
        }
        return new Odd(notNumbers, infinite, first);
    }
}
