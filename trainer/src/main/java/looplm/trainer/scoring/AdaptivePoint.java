package looplm.trainer.scoring;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import looplm.model.exit.DepthBounds;

/**
 * What an exit rule costs and gives, averaged over the levels.
 *
 * @param threshold of the rule: q of a gate, or how little a state moves
 * @param accuracy share of right answers
 * @param meanSteps mean exit step of all answer words, end markers included, from 1
 * @param firstWordAccuracy share of right first answer words
 * @param firstWordSteps mean exit step of first answer words
 */
public record AdaptivePoint(
        float threshold,
        double accuracy,
        @JsonProperty("mean_steps") double meanSteps,
        @JsonProperty("first_word_accuracy") double firstWordAccuracy,
        @JsonProperty("first_word_steps") double firstWordSteps) {

    /** A gate within bounds. */
    public static AdaptivePoint of(List<ScoredLevel> levels, DepthBounds bounds) {
        return of(levels, bounds.exitThreshold(), item -> item.exits(bounds));
    }

    /** A fixed depth. */
    static AdaptivePoint fixed(List<ScoredLevel> levels, int recurrentSteps) {
        return of(levels, recurrentSteps, item -> {
            var exits = new int[item.words()];
            Arrays.fill(exits, recurrentSteps);
            return exits;
        });
    }

    /** Leaving where the state stands still. */
    static AdaptivePoint still(List<ScoredLevel> levels, float threshold, int recurrentSteps) {
        return of(levels, threshold, item -> item.exitsWhenStill(threshold, recurrentSteps));
    }

    private static AdaptivePoint of(List<ScoredLevel> levels, float threshold, Function<ScoredItem, int[]> rule) {
        double accuracy = 0;
        double steps = 0;
        double firstAccuracy = 0;
        double firstSteps = 0;
        for (ScoredLevel level : levels) {
            long right = 0;
            long firstRight = 0;
            long words = 0;
            long sum = 0;
            long firstSum = 0;
            for (ScoredItem item : level.items()) {
                int[] exits = rule.apply(item);
                right += item.rightAt(exits) ? 1 : 0;
                firstRight += item.right(exits[0], 0) ? 1 : 0;
                words += exits.length;
                sum += Arrays.stream(exits).sum();
                firstSum += exits[0];
            }
            double items = (double) level.items().size() * levels.size();
            accuracy += right / items;
            steps += (double) sum / words / levels.size();
            firstAccuracy += firstRight / items;
            firstSteps += firstSum / items;
        }
        return new AdaptivePoint(threshold, accuracy, steps, firstAccuracy, firstSteps);
    }
}
