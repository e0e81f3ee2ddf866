package looplm.model.kernel;

import java.util.Locale;
import java.util.Optional;

/** The dtype that somebody asks for. */
public enum DtypeChoice {
    /**
     * The fastest here that keeps the accuracy of the model's depth profile, float32 where nothing was measured; on a GPU
     * what the checkpoint is stored in.
     */
    AUTO,
    F32,
    F16,
    BF16,
    INT8;

    /** Empty where it is left open. */
    public Optional<Dtype> dtype() {
        return this == AUTO ? Optional.empty() : Optional.of(Dtype.valueOf(name()));
    }

    /** Its name in configurations and on command lines. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
