package looplm.model.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import looplm.model.train.recipe.RecipeFile;

/** A recipe that trains within a second, as a file. */
public final class TinyRecipe {

    private static final String TEXT = """
            name: tiny
            vocabulary: nano-1
            seed: 5
            model: {hidden_size: 32, layers: 1, recurrent_steps: 3, attention_heads: 2, intermediate_size: 48,
                    max_positions: 64, rope_theta: 10000.0, rms_norm_eps: 1.0e-6}
            init: {layer_std: 0.17, embedding_std: 0.5, head_std: 0.02, post_norm_weight: 0.5}
            data:
              tokens: 16000
              rows: 16
              tasks: {kb: 1, chat: 2, calc: 1}
              level_shares: {}
              curriculum: {advance_at: 0.75, average_factor: 0.02, cap_share: 0.4}
            loss: {beta: 0.1, late_beta: 0.3, late_from: 0.6, later_token_weight: 0.25}
            optimizer: {learning_rate: 4.0e-3, beta1: 0.9, beta2: 0.98, epsilon: 1.0e-8, weight_decay: 0.1, clip_norm: 1.0}
            schedule: {warmup_updates: 5, constant_until: 0.6, final_factor: 0.05}
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

    static RecipeFile read(Path directory, String old, String replacement) throws IOException {
        return RecipeFile.read(write(directory, old, replacement));
    }
}
