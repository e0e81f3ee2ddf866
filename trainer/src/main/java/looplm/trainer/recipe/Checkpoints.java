package looplm.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When the state of the run is saved, beside its end and a request to stop. */
public record Checkpoints(@JsonProperty("every_updates") int everyUpdates, int keep) {

    public Checkpoints {
        Check.within("checkpoints.every_updates", everyUpdates, 1, 1_000_000_000);
        Check.within("checkpoints.keep", keep, 1, 1000);
    }
}
