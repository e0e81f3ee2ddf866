package looplm.model.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

/** A part of a checkpoint that is mutated while the rest stays as it is. */
enum Stratum {
    HEADER_LENGTH(TensorMutations::headerLength, "tiny-a", "tiny-b", "tiny-c"),
    OFFSETS(TensorMutations::offsets, "tiny-a", "tiny-b", "tiny-c"),
    DTYPE(TensorMutations::dtype, "tiny-a", "tiny-b", "tiny-c"),
    SHAPE(TensorMutations::shape, "tiny-a", "tiny-b", "tiny-c"),
    PAYLOAD(TensorMutations::payload, "tiny-a", "tiny-b", "tiny-c"),
    INDEX(DirectoryMutations::index, "tiny-b"),
    CONFIG(DirectoryMutations::config, "tiny-a", "tiny-b", "tiny-c"),
    TOKENIZER(DirectoryMutations::tokenizer, "tiny-a", "tiny-b", "tiny-c");

    /** One mutant in so many has a few flipped bits as well. */
    private static final int NOISE = 16;

    private final BiConsumer<Mutant, RandomGenerator> mutation;
    private final List<String> cases;

    Stratum(BiConsumer<Mutant, RandomGenerator> mutation, String... cases) {
        this.mutation = mutation;
        this.cases = List.of(cases);
    }

    /** The strata take turns. */
    static Stratum of(int number) {
        return values()[number % values().length];
    }

    /** Mutant {@code number} of this stratum: the same for the same seed. */
    Mutant mutant(Path golden, long seed, int number) throws IOException {
        var random = new SplittableRandom((seed * 31 + name().hashCode()) * 1_000_003 + number);
        Mutant mutant =
                Mutant.of(golden.resolve(JsonMutation.any(cases, random)).resolve("checkpoint"));
        mutation.accept(mutant, random);
        if (random.nextInt(NOISE) == 0) {
            mutant.addNoise(random);
        }
        return mutant;
    }
}
