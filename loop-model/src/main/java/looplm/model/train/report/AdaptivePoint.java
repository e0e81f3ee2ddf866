package looplm.model.train.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import looplm.model.exit.DepthBounds;

/**
 * What an exit threshold costs and gives, averaged over the levels.
 *
 * @param exitThreshold q
 * @param accuracy share of right answers
 * @param meanSteps mean exit step of all answer words, end markers included, from 1
 * @param firstWordSteps mean exit step of first answer words
 */
public record AdaptivePoint(
        @JsonProperty("exit_threshold") float exitThreshold,
        double accuracy,
        @JsonProperty("mean_steps") double meanSteps,
        @JsonProperty("first_word_steps") double firstWordSteps) {

    static AdaptivePoint of(List<ScoredLevel> levels, DepthBounds bounds) {
        return new AdaptivePoint(
                bounds.exitThreshold(),
                Accuracies.mean(
                        levels,
                        level -> level.items().stream()
                                .mapToInt(item -> item.rightAt(item.exits(bounds)) ? 1 : 0)
                                .average()
                                .orElseThrow()),
                Accuracies.mean(
                        levels,
                        level -> level.items().stream()
                                .flatMapToInt(item -> Arrays.stream(item.exits(bounds)))
                                .average()
                                .orElseThrow()),
                Accuracies.mean(
                        levels,
                        level -> level.items().stream()
                                .mapToInt(item -> item.exits(bounds)[0])
                                .average()
                                .orElseThrow()));
    }
}
