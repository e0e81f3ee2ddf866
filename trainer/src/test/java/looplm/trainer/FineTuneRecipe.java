package looplm.trainer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import looplm.trainer.recipe.RecipeFile;

/** A recipe that goes on from the checkpoint {@code model} with the file {@code data.jsonl}, both in one directory. */
public final class FineTuneRecipe {

    private static final String TEXT = """
            name: tuned
            start: DIR/model
            seed: 5
            precision: float32
            data:
              tokens: 2000
              rows: 4
              accumulation: 1
              row_length: 64
              files: [{path: DIR/data.jsonl, format: text}]
            loss:
              beta: [{from: 0, beta: 0.05}]
              prompt_token_weight: 0
              later_token_weight: 0.5
            optimizer: {learning_rate: 1.0e-3, beta1: 0.9, beta2: 0.95, epsilon: 1.0e-6,
                        weight_decay: {matrices: 0.1, embedding: 0, head: 0, norms: 0, gate: 0}, clip_norm: 1.0}
            schedule: {warmup_updates: 5, constant_until: 0.5, decay: linear, final_factor: 0}
            checkpoints: {every_updates: 50, keep: 2}
            stage_two: {target: published, k: 50, gamma: 0.005, positions: 300, updates: 20, batch: 64,
                        learning_rate: 1.0e-2, final_factor: 0.05}
            evaluation: {items_per_level: 20}
            """;

    private FineTuneRecipe() {}

    /** Writes the recipe with one piece of its text replaced. */
    public static Path write(Path directory, String old, String replacement) throws IOException {
        return Files.writeString(
                directory.resolve("tune.yaml"), TEXT.replace(old, replacement).replace("DIR", directory.toString()));
    }

    public static RecipeFile read(Path directory, String old, String replacement) throws IOException {
        return RecipeFile.read(write(directory, old, replacement));
    }
}
