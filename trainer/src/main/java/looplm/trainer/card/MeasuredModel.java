package looplm.trainer.card;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.exit.DepthProfile;
import looplm.model.weights.WeightsHash;
import looplm.trainer.profile.TunedProfile;

/**
 * A model with its card, as {@code train} wrote both.
 *
 * @param card its figures
 * @param tuned its depth profile
 * @param multiplyAdds of a token at full depth, in the matrices of the layers
 */
public record MeasuredModel(CardFigures card, TunedProfile tuned, long multiplyAdds) {

    /**
     * Reads a directory.
     *
     * @throws IllegalArgumentException if it has no card, or no depth profile of its weights
     * @throws IOException if a file cannot be read
     */
    public static MeasuredModel read(Path directory) throws IOException {
        Path file = directory.resolve(CardFigures.FILE);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + " (expected: a file, as train writes it)");
        }
        var profile = DepthProfile.read(directory, WeightsHash.of(directory))
                .orElseThrow(() -> new IllegalArgumentException(
                        directory + ": no depth profile of its weights (expected: one, as train writes it)"));
        return new MeasuredModel(
                CardFigures.of(Files.readString(file)),
                TunedProfile.of(profile),
                multiplyAdds(LoopLmConfig.read(directory)));
    }

    /** What it was meant to reach and does not, controls left aside. */
    List<String> goalsMissed() {
        return new ModelCard(card.comparedWith(List.of()), tuned)
                .goals().stream().filter(goal -> !goal.met()).map(Goal::wanted).toList();
    }

    private static long multiplyAdds(LoopLmConfig config) {
        long heads = 2L * config.queryHeads() + 2L * config.kvHeads();
        long attention = heads * config.headDim() * config.hiddenSize();
        long mlp = 3L * config.intermediateSize() * config.hiddenSize();
        return (long) config.layers() * config.recurrentSteps() * (attention + mlp);
    }
}
