package looplm.trainer.scoring;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import looplm.model.exit.DepthBounds;

/**
 * What answers cost and are worth within some bounds on depth: means over the levels, each level counting once.
 *
 * @param bounds a fixed depth, or a threshold on the gates
 * @param levels every level's part
 */
public record DepthPoint(DepthBounds bounds, List<LevelPoint> levels) {

    /** Error that is accepted over all levels together when one is called worse than a guess. */
    private static final double SIGNIFICANCE = 0.05;

    /**
     * One level within the bounds.
     *
     * @param right questions answered right, of {@code n}
     * @param meanSteps mean exit step of all answer words, end markers included
     */
    public record LevelPoint(String task, int level, double chance, int n, int right, double meanSteps) {

        /** Share of right answers. */
        public double accuracy() {
            return (double) right / n;
        }

        /** What the accuracy is above chance, on a scale where chance is 0 and all right is 1. */
        public double aboveChance() {
            return (accuracy() - chance) / (1 - chance);
        }

        /** Standard error of the accuracy. */
        public double standardError() {
            return Math.sqrt(accuracy() * (1 - accuracy()) / n);
        }
    }

    public DepthPoint {
        levels = List.copyOf(levels);
    }

    /** Scored with the right earlier answer words given. */
    public static DepthPoint scored(List<ScoredLevel> levels, DepthBounds bounds) {
        return new DepthPoint(
                bounds, levels.stream().map(level -> scored(level, bounds)).toList());
    }

    private static LevelPoint scored(ScoredLevel level, DepthBounds bounds) {
        int right = 0;
        long words = 0;
        long steps = 0;
        for (ScoredItem item : level.items()) {
            int[] exits = item.exits(bounds);
            right += item.rightAt(exits) ? 1 : 0;
            words += exits.length;
            steps += Arrays.stream(exits).sum();
        }
        return new LevelPoint(
                level.task(), level.level(), level.chance(), level.items().size(), right, (double) steps / words);
    }

    /** Share of right answers. */
    public double accuracy() {
        return mean(LevelPoint::accuracy);
    }

    /** Standard error of {@link #accuracy()}. */
    public double standardError() {
        double variance = levels.stream()
                .mapToDouble(level -> level.standardError() * level.standardError())
                .sum();
        return Math.sqrt(variance) / levels.size();
    }

    /** How far the accuracy is above chance: 0 = chance, 1 = all right. */
    public double aboveChance() {
        return mean(LevelPoint::aboveChance);
    }

    /** Mean exit step of answer words. */
    public double meanSteps() {
        return mean(LevelPoint::meanSteps);
    }

    /** The level that is least above chance. */
    public LevelPoint worst() {
        return levels.stream()
                .min(Comparator.comparingDouble(LevelPoint::aboveChance))
                .orElseThrow();
    }

    /** Whether some level is answered worse than by guessing, beyond what so many levels explain. */
    public boolean belowChance() {
        return levels.stream()
                .anyMatch(level -> BelowChance.significantly(
                        level.right(), level.n(), level.chance(), SIGNIFICANCE / levels.size()));
    }

    /** For people: the setting, what it is worth and what it costs. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s (%.1f %% at %.2f steps)",
                bounds.minSteps() == bounds.maxSteps()
                        ? "depth " + bounds.maxSteps()
                        : "threshold " + bounds.exitThreshold(),
                100 * accuracy(),
                meanSteps());
    }

    private double mean(ToDoubleFunction<LevelPoint> value) {
        return levels.stream().mapToDouble(value).average().orElseThrow();
    }
}
