package looplm.model.kernel;

import ai.djl.Device;
import java.util.Locale;

/** Where tensors live and are computed. */
public enum ComputeDevice {
    CPU,
    /** The first GPU that CUDA shows. */
    CUDA;

    /** As DJL calls it. */
    public Device djl() {
        return this == CPU ? Device.cpu() : Device.gpu();
    }

    /** Its name in configurations and on command lines. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
