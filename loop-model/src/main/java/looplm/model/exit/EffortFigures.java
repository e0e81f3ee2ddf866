package looplm.model.exit;

import com.fasterxml.jackson.annotation.JsonProperty;
import looplm.wire.openai.Model;

/**
 * How an effort answers, measured with the history that serving keeps: means over the levels of the tasks, each level
 * counting once.
 *
 * @param standardError of the accuracy
 * @param loss accuracy lost against full depth
 * @param meanSteps mean exit step of all answer words
 * @param worst the level that is least above chance: a mean can hide it
 */
public record EffortFigures(
        double accuracy,
        @JsonProperty("standard_error") double standardError,
        double loss,
        @JsonProperty("mean_steps") double meanSteps,
        @JsonProperty("worst_level") Model.WorstLevel worst) {}
