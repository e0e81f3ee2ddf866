package looplm.trainer.card;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import looplm.trainer.recipe.Goals;
import looplm.trainer.scoring.ExitCurve;
import looplm.trainer.scoring.ScoredLevel;
import looplm.trainer.scoring.Wilson;
import tools.jackson.databind.json.JsonMapper;

/**
 * The figures of a model card, as {@code model_card.json} holds them.
 *
 * @param name of the model
 * @param weightsHash identity of the weights that were measured
 * @param turns how many turns of a conversation the chat template shows the model
 * @param parameters trained values
 * @param layers in the stack
 * @param recurrentSteps trained steps T
 * @param training how the weights came about
 * @param goals of its recipe
 * @param split where everything below was measured
 * @param levels accuracy by step of every level
 * @param mean accuracy by step, each level counting once
 * @param meanFirstWords share of right first answer words by step, each level counting once
 * @param exits what each exit rule gives
 * @param refusals what is refused, by level and step
 * @param judge how well verdicts tell harm; empty where nothing was judged
 * @param controls this shape with all its seeds, then those to compare it with; empty where none were trained
 */
public record CardFigures(
        String name,
        @JsonProperty("weights_hash") String weightsHash,
        int turns,
        long parameters,
        int layers,
        @JsonProperty("recurrent_steps") int recurrentSteps,
        @JsonProperty("hidden_size") int hiddenSize,
        Training training,
        Optional<Goals> goals,
        String split,
        List<Level> levels,
        List<Double> mean,
        @JsonProperty("mean_first_words") List<Double> meanFirstWords,
        List<ExitCurve> exits,
        List<RefusalFigures> refusals,
        List<JudgeFigures> judge,
        List<ControlFigures> controls) {

    /** Its file name in a model directory. */
    public static final String FILE = "model_card.json";

    /**
     * How the weights came about.
     *
     * @param gate how the exit gate was trained: {@code stage_one}, {@code published} or {@code look_ahead}
     * @param cpuSeconds processor time of Stage I
     * @param peakBytes resident memory of the process at most; 0 where the system does not tell
     */
    public record Training(
            @JsonProperty("recipe_sha256") String recipeSha256,
            String vocabulary,
            long seed,
            long updates,
            long tokens,
            String gate,
            @JsonProperty("wall_seconds") double wallSeconds,
            @JsonProperty("cpu_seconds") double cpuSeconds,
            @JsonProperty("peak_bytes") long peakBytes,
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

    /** The same with other models to compare with. */
    public CardFigures comparedWith(List<ControlFigures> models) {
        return new CardFigures(
                name,
                weightsHash,
                turns,
                parameters,
                layers,
                recurrentSteps,
                hiddenSize,
                training,
                goals,
                split,
                levels,
                mean,
                meanFirstWords,
                exits,
                refusals,
                judge,
                models);
    }

    /** Figures of scored levels. */
    public static List<Level> levels(List<ScoredLevel> scored, int steps) {
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
