package looplm.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How much is measured. */
public record Evaluation(@JsonProperty("items_per_level") int itemsPerLevel) {

    public Evaluation {
        Check.within("evaluation.items_per_level", itemsPerLevel, 1, 100_000);
    }
}
