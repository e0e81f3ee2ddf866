package looplm.trainer.scoring;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Means over levels: each level counts once, however many questions it has. */
public final class Accuracies {

    private Accuracies() {}

    /** Mean accuracy after this many steps. */
    public static double fixed(List<ScoredLevel> levels, int recurrentSteps) {
        return mean(levels, level -> level.accuracy(recurrentSteps));
    }

    /** Mean share of right first answer words after this many steps. */
    public static double firstWords(List<ScoredLevel> levels, int recurrentSteps) {
        return mean(
                levels,
                level -> level.items().stream()
                        .mapToInt(item -> item.right(recurrentSteps, 0) ? 1 : 0)
                        .average()
                        .orElseThrow());
    }

    static double mean(List<ScoredLevel> levels, ToDoubleFunction<ScoredLevel> value) {
        return levels.stream().mapToDouble(value).average().orElseThrow();
    }
}
