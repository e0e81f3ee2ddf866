package looplm.model.train.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * The figures of a model card, as {@code model_card.json} holds them.
 *
 * @param name of the model
 * @param weightsHash identity of the weights that were measured
 * @param turns how many turns of a conversation the chat template shows the model
 * @param parameters trained values
 * @param recurrentSteps trained steps T
 * @param training how the weights came about
 * @param split where the accuracy was measured
 * @param levels accuracy by step of every level
 * @param mean accuracy by step, each level counting once
 * @param meanFirstWords share of right first answer words by step, each level counting once
 */
public record CardFigures(
        String name,
        @JsonProperty("weights_hash") String weightsHash,
        int turns,
        long parameters,
        @JsonProperty("recurrent_steps") int recurrentSteps,
        Training training,
        String split,
        List<Level> levels,
        List<Double> mean,
        @JsonProperty("mean_first_words") List<Double> meanFirstWords) {

    /** Its file name in a model directory. */
    public static final String FILE = "model_card.json";

    /** How the weights came about. */
    public record Training(
            @JsonProperty("recipe_sha256") String recipeSha256,
            String vocabulary,
            long seed,
            long updates,
            long tokens,
            @JsonProperty("wall_seconds") double wallSeconds,
            @JsonProperty("time_limited") boolean timeLimited) {}

    /**
     * One level.
     *
     * @param seen whether it was trained in full: recall
     * @param n questions
     * @param chance accuracy of a uniform guess
     * @param steps accuracy after 1, 2, ... steps
     */
    public record Level(String task, int level, boolean seen, int n, double chance, List<Step> steps) {}

    /** Accuracy after a number of steps with its 95 % Wilson interval. */
    public record Step(int steps, int right, double accuracy, Wilson interval95) {}

    /** Reads the file's content. */
    public static CardFigures of(String json) {
        return JsonMapper.shared().readValue(json, CardFigures.class);
    }

    /** The file's content. */
    public String toJson() {
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n";
    }

    /** Figures of scored levels. */
    static List<Level> levels(List<ScoredLevel> scored, int steps) {
        return scored.stream()
                .map(level -> new Level(
                        level.task(),
                        level.level(),
                        level.seen(),
                        level.items().size(),
                        level.chance(),
                        IntStream.rangeClosed(1, steps)
                                .mapToObj(step -> step(level, step))
                                .toList()))
                .toList();
    }

    private static Step step(ScoredLevel level, int steps) {
        int right = level.right(steps);
        return new Step(
                steps,
                right,
                level.accuracy(steps),
                Wilson.of(right, level.items().size()));
    }
}
