package looplm.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Number type of the forward pass; parameters and optimizer always keep float32. */
public enum Precision {
    /** Everywhere. */
    @JsonProperty("float32")
    FLOAT32,
    /** Half the memory, and faster where the device multiplies it faster. */
    @JsonProperty("bfloat16")
    BFLOAT16
}
