package looplm.trainer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import looplm.trainer.data.TaskData;
import looplm.trainer.recipe.RecipeFile;
import looplm.trainer.task.NanoTasks;

/** A recipe that trains within a second, as a file. */
public final class TinyRecipe {

    private static final String TEXT = """
            name: tiny
            vocabulary: nano-3
            seed: 5
            precision: float32
            model: {hidden_size: 32, layers: 1, recurrent_steps: 3, attention_heads: 2, intermediate_size: 48,
                    max_positions: 64, rope_theta: 10000.0, rms_norm_eps: 1.0e-6}
            init: {layer_std: 0.17, embedding_std: 0.5, head_std: 0.02, post_norm_weight: 0.5}
            data:
              tokens: 16000
              rows: 16
              accumulation: 1
              row_length: 24
              tasks: {kb: 1, chat: 2, calc: 1}
              level_shares: {}
              curriculum: {advance_at: 0.75, average_factor: 0.02, cap_share: 0.4}
            loss:
              beta: [{from: 0, beta: 0.1}, {from: 0.6, beta: 0.3}]
              prompt_token_weight: 0
              later_token_weight: 0.25
            optimizer: {learning_rate: 4.0e-3, beta1: 0.9, beta2: 0.98, epsilon: 1.0e-8,
                        weight_decay: {matrices: 0.1, embedding: 0, head: 0.1, norms: 0, gate: 0}, clip_norm: 1.0}
            schedule: {warmup_updates: 5, constant_until: 0.6, decay: cosine, final_factor: 0.05}
            checkpoints: {every_updates: 50, keep: 2}
            stage_two: {target: look_ahead, k: 50, gamma: 0.05, positions: 400, updates: 50, batch: 64,
                        learning_rate: 1.0e-2, final_factor: 0.05}
            evaluation: {items_per_level: 20}
            """;

    private TinyRecipe() {}

    /** Writes the recipe. */
    public static Path write(Path directory) {
        return write(directory, "tiny", "tiny");
    }

    /** Writes the recipe with one piece of its text replaced. */
    public static Path write(Path directory, String old, String replacement) {
        try {
            if (!TEXT.contains(old)) {
                throw new IllegalArgumentException("old: " + old + " (expected: part of the recipe)");
            }
            return Files.writeString(directory.resolve("recipe.yaml"), TEXT.replace(old, replacement));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static RecipeFile read(Path directory, String old, String replacement) throws IOException {
        return RecipeFile.read(write(directory, old, replacement));
    }

    /** A run by the recipe. */
    public static Trainer trainer(RecipeFile file, Path out) {
        var tasks = new NanoTasks();
        return new Trainer(file, tasks, new TaskData(tasks, file.recipe()), out);
    }
}
