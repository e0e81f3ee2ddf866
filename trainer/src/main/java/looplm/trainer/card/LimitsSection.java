package looplm.trainer.card;

import static java.util.Comparator.comparingDouble;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the card warns of: fixed words, and what its figures say. */
final class LimitsSection {

    /** Accuracy that a level must lose to be counted. */
    private static final double LOSS = 0.01;

    private static final int NAMED = 3;

    /** Difference of the shares refused from which on refusing is more than guessing. */
    private static final double TELLS_APART = 0.1;

    private LimitsSection() {}

    static String markdown(CardFigures figures) {
        return """
                ## Limits

                - One world of facts; the shipped weights are those of one seed, %d.
                %s%s- It answers only what stands alone in the last message, in the words of its vocabulary; it does no arithmetic
                  beyond four operations: modulo 7 from left to right, or plain ones with results from 0 to 20.
                - Prefix trees (Mano) were left out, and never tried: the paper trains them on over a thousand times the
                  tokens of this recipe.
                - The judge was trained on requests of the form `judge make ... item` and on nothing else.
                - Splits are by task: a question of the test split is never trained on, but its facts are, and the same chain
                  of people may have been trained on in another task.
                - The table by step is scored with the right earlier answer words given, which at a fixed depth is the same
                  as greedy decoding. Early exit is per word: what an effort loses, it loses on the deepest questions.
                """.formatted(figures.training().seed(), beyond(figures), shallowRefusals(figures));
    }

    /** What more steps than trained cost. */
    private static String beyond(CardFigures figures) {
        int trained = figures.recurrentSteps();
        int most = figures.mean().size();
        List<CardFigures.Level> fallen = figures.levels().stream()
                .filter(level -> lost(level, trained) > LOSS)
                .sorted(comparingDouble((CardFigures.Level level) -> lost(level, trained))
                        .reversed())
                .toList();
        if (fallen.isEmpty()) {
            return "";
        }
        String worst = fallen.stream()
                .limit(NAMED)
                .map(level -> String.format(
                        Locale.ROOT,
                        "%s %d is at %.1f %%",
                        level.task(),
                        level.level(),
                        100 * level.steps().getLast().accuracy()))
                .collect(Collectors.joining(", "));
        return """
                - **More steps than the trained %d do not help; they harm.** At step %d %s;
                  %d of %d levels lose more than a point against step %d.
                """.formatted(
                        trained, most, worst, fallen.size(), figures.levels().size(), trained);
    }

    private static double lost(CardFigures.Level level, int trained) {
        return level.steps().get(trained - 1).accuracy()
                - level.steps().getLast().accuracy();
    }

    /** A shallow refusal is no judgement. */
    private static String shallowRefusals(CardFigures figures) {
        List<RefusalFigures.Step> first = figures.refusals().stream()
                .filter(level -> !level.seen())
                .map(level -> level.steps().getFirst())
                .toList();
        boolean blind = first.stream().allMatch(step -> step.harmfulRefused() - step.harmlessRefused() < TELLS_APART);
        if (first.isEmpty() || !blind || figures.recurrentSteps() == 1) {
            return "";
        }
        return """
                - **Refusals at step 1 are no judgement.** There it refuses %s %% of the held-out harmful requests and %s %% of
                  the benign ones: it does not tell them apart.
                """.formatted(
                        range(first.stream()
                                .mapToDouble(RefusalFigures.Step::harmfulRefused)
                                .toArray()),
                        range(first.stream()
                                .mapToDouble(RefusalFigures.Step::harmlessRefused)
                                .toArray()));
    }

    private static String range(double[] shares) {
        var all = Arrays.stream(shares).summaryStatistics();
        String low = String.format(Locale.ROOT, "%.0f", 100 * all.getMin());
        String high = String.format(Locale.ROOT, "%.0f", 100 * all.getMax());
        return low.equals(high) ? low : low + "-" + high;
    }
}
