package looplm.model.train.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Models of one shape, trained by the same code on the same data and tokens, to compare with.
 *
 * @param name of their recipe
 * @param layers in the stack
 * @param recurrentSteps how often it is applied
 * @param runs one for each seed, by seed
 */
public record ControlFigures(
        String name,
        int layers,
        @JsonProperty("recurrent_steps") int recurrentSteps,
        @JsonProperty("hidden_size") int hiddenSize,
        long parameters,
        List<Run> runs) {

    /**
     * One run, at its full depth.
     *
     * @param cpuSeconds processor time of the training
     * @param firstWords share of right first answer words, each level counting once
     * @param answers share of right whole answers, each level counting once
     * @param levels share of right whole answers by task and level
     */
    public record Run(
            long seed,
            long tokens,
            @JsonProperty("cpu_seconds") double cpuSeconds,
            @JsonProperty("first_words") double firstWords,
            double answers,
            Map<String, Double> levels) {

        static Run of(CardFigures card) {
            int last = card.recurrentSteps() - 1;
            var levels = new LinkedHashMap<String, Double>();
            card.levels()
                    .forEach(level -> levels.put(
                            level.task() + " " + level.level(),
                            level.steps().get(last).accuracy()));
            return new Run(
                    card.training().seed(),
                    card.training().tokens(),
                    card.training().cpuSeconds(),
                    card.meanFirstWords().get(last),
                    card.mean().get(last),
                    levels);
        }
    }

    /** Cards of one shape each or of several, grouped by the recipe's name. */
    static List<ControlFigures> of(List<CardFigures> cards) {
        Map<String, List<CardFigures>> byName = cards.stream()
                .collect(Collectors.groupingBy(CardFigures::name, LinkedHashMap::new, Collectors.toList()));
        return byName.values().stream().map(ControlFigures::group).toList();
    }

    private static ControlFigures group(List<CardFigures> cards) {
        var first = cards.getFirst();
        return new ControlFigures(
                first.name(),
                first.layers(),
                first.recurrentSteps(),
                first.hiddenSize(),
                first.parameters(),
                cards.stream()
                        .map(Run::of)
                        .sorted(Comparator.comparingLong(Run::seed))
                        .toList());
    }
}
