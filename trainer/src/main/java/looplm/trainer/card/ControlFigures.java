package looplm.trainer.card;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;

/**
 * Models of one shape, trained by the same code on the same data and tokens, to compare with.
 *
 * @param name of their recipe
 * @param layers in the stack
 * @param recurrentSteps how often it is applied
 * @param multiplyAdds of a token at full depth, in the matrices of the layers
 * @param runs one for each seed, by seed
 */
public record ControlFigures(
        String name,
        int layers,
        @JsonProperty("recurrent_steps") int recurrentSteps,
        @JsonProperty("hidden_size") int hiddenSize,
        long parameters,
        @JsonProperty("multiply_adds") long multiplyAdds,
        List<Run> runs) {

    /**
     * One run, at its full depth.
     *
     * @param cpuSeconds processor time of the training
     * @param firstWords share of right first answer words, each level counting once
     * @param answers share of right whole answers, each level counting once
     * @param heldOut the same, over the levels that were never trained on
     * @param levels share of right whole answers by task and level
     * @param goalsMissed of the goals that a card has for this number of steps
     */
    public record Run(
            long seed,
            @JsonProperty("weights_hash") String weightsHash,
            long tokens,
            @JsonProperty("cpu_seconds") double cpuSeconds,
            @JsonProperty("first_words") double firstWords,
            double answers,
            @JsonProperty("held_out") double heldOut,
            SequencedMap<String, Double> levels,
            @JsonProperty("goals_missed") List<String> goalsMissed) {

        static Run of(MeasuredModel model) {
            CardFigures card = model.card();
            int last = card.recurrentSteps() - 1;
            var levels = new LinkedHashMap<String, Double>();
            card.levels()
                    .forEach(level -> levels.put(
                            level.task() + " " + level.level(),
                            level.steps().get(last).accuracy()));
            return new Run(
                    card.training().seed(),
                    card.weightsHash(),
                    card.training().tokens(),
                    card.training().cpuSeconds(),
                    card.meanFirstWords().get(last),
                    card.mean().get(last),
                    card.levels().stream()
                            .filter(level -> !level.seen())
                            .mapToDouble(level -> level.steps().get(last).accuracy())
                            .average()
                            .orElse(Double.NaN),
                    levels,
                    model.goalsMissed());
        }
    }

    /** Mean of a figure over the runs. */
    double mean(ToDoubleFunction<Run> figure) {
        return runs.stream().mapToDouble(figure).average().orElseThrow();
    }

    /**
     * Groups models by the name of their recipe.
     *
     * @param model the one whose card compares; its own group comes first
     * @param others further seeds of it, and controls; a run that is given twice counts once
     * @throws IllegalArgumentException naming the model that cannot be compared
     */
    public static List<ControlFigures> of(MeasuredModel model, List<MeasuredModel> others) {
        var groups = new LinkedHashMap<String, LinkedHashMap<Long, MeasuredModel>>();
        add(groups, model);
        for (MeasuredModel other : others) {
            requireComparable(model.card(), other.card());
            add(groups, other);
        }
        return groups.values().stream()
                .map(group -> group(List.copyOf(group.values())))
                .toList();
    }

    private static void add(Map<String, LinkedHashMap<Long, MeasuredModel>> groups, MeasuredModel model) {
        var runs = groups.computeIfAbsent(model.card().name(), name -> new LinkedHashMap<>());
        if (!runs.isEmpty() && !sameShape(runs.firstEntry().getValue().card(), model.card())) {
            throw refused(model.card(), "the shape of the other runs of this name");
        }
        var known = runs.putIfAbsent(model.card().training().seed(), model);
        if (known != null && !known.card().weightsHash().equals(model.card().weightsHash())) {
            throw refused(model.card(), "one run of each seed");
        }
    }

    private static boolean sameShape(CardFigures one, CardFigures other) {
        return one.layers() == other.layers()
                && one.recurrentSteps() == other.recurrentSteps()
                && one.hiddenSize() == other.hiddenSize()
                && one.parameters() == other.parameters();
    }

    private static void requireComparable(CardFigures model, CardFigures other) {
        if (!other.split().equals(model.split()) || !questions(other).equals(questions(model))) {
            throw refused(other, "measured on the questions of " + model.name());
        }
        if (other.training().timeLimited()) {
            throw refused(other, "a run without a time limit");
        }
    }

    private static List<String> questions(CardFigures card) {
        return card.levels().stream()
                .map(level -> level.task() + " " + level.level() + ": " + level.n())
                .toList();
    }

    private static IllegalArgumentException refused(CardFigures card, String expected) {
        return new IllegalArgumentException("%s, seed %d, weights %s (expected: %s)"
                .formatted(
                        card.name(), card.training().seed(), card.weightsHash().substring(0, 12), expected));
    }

    private static ControlFigures group(List<MeasuredModel> models) {
        var first = models.getFirst();
        return new ControlFigures(
                first.card().name(),
                first.card().layers(),
                first.card().recurrentSteps(),
                first.card().hiddenSize(),
                first.card().parameters(),
                first.multiplyAdds(),
                models.stream()
                        .map(Run::of)
                        .sorted(Comparator.comparingLong(Run::seed))
                        .toList());
    }
}
