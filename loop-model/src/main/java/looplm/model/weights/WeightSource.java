package looplm.model.weights;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;

/** Where weights come from, one at a time, so that no more than one need be in memory besides what is made of them. */
@FunctionalInterface
public interface WeightSource {

    /**
     * @param name in the checkpoint
     * @param shape that the weight must have
     * @param manager owner of the result, on the CPU
     * @return the weight, float32
     * @throws looplm.model.checkpoint.CheckpointException naming the file and the tensor at fault
     */
    NDArray read(String name, List<Long> shape, NDManager manager);
}
