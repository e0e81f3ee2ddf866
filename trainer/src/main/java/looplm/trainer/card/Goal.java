package looplm.trainer.card;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import looplm.trainer.card.CardFigures.Level;
import looplm.trainer.card.ControlFigures.Run;
import looplm.trainer.card.RefusalFigures.Step;
import looplm.trainer.recipe.Goals;
import looplm.trainer.scoring.AdaptivePoint;

/**
 * One of a recipe's {@link Goals}, and whether the model reached it.
 *
 * @param wanted the goal
 * @param measured what came out
 */
record Goal(String wanted, String measured, boolean met) {

    /**
     * All goals that the figures speak about.
     *
     * @param medium the gate at medium effort, on the card's split; empty where the model has no gate
     */
    static List<Goal> of(Goals goals, CardFigures card, Optional<AdaptivePoint> medium) {
        var judged = new ArrayList<Goal>();
        goals.accuracy().forEach(goal -> judged.add(accuracy(goal, card)));
        goals.nearChance().forEach(goal -> judged.add(nearChance(goal, card)));
        goals.gain().forEach(goal -> judged.add(gain(goal, card)));
        judged.addAll(refusals(goals.refusal(), card));
        medium.ifPresent(point -> judged.add(gate(goals.gate(), card, point)));
        judged.addAll(runOnce(goals.runOnce(), card));
        return judged;
    }

    private static Level level(CardFigures card, Goals.OfLevel goal) {
        return card.levels().stream()
                .filter(level -> level.task().equals(goal.task()) && level.level() == goal.level())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "goals: %s %d (expected: a measured level)".formatted(goal.task(), goal.level())));
    }

    private static double at(Level level, int step) {
        if (step > level.steps().size()) {
            throw new IllegalArgumentException("goals: %s %d, step %d (expected: 1..%d, those that were measured)"
                    .formatted(level.task(), level.level(), step, level.steps().size()));
        }
        return level.steps().get(step - 1).accuracy();
    }

    private static DoubleStream at(Level level, List<Integer> steps) {
        return steps.stream().mapToDouble(step -> at(level, step));
    }

    private static Goal accuracy(Goals.Accuracy goal, CardFigures card) {
        double worst = at(level(card, goal), goal.steps()).min().orElseThrow();
        return new Goal(
                "%s: at least %s".formatted(where(goal, goal.steps()), bound(goal.atLeast())),
                percent(worst),
                worst >= goal.atLeast());
    }

    private static Goal nearChance(Goals.NearChance goal, CardFigures card) {
        var level = level(card, goal);
        double best = at(level, goal.steps()).max().orElseThrow();
        return new Goal(
                "%s: at most %s points above chance".formatted(where(goal, goal.steps()), number(goal.atMost())),
                percent(best) + ", chance " + percent(level.chance()),
                best <= level.chance() + goal.atMost());
    }

    private static Goal gain(Goals.Gain goal, CardFigures card) {
        var level = level(card, goal);
        int full = card.recurrentSteps();
        double gain = at(level, full) - at(level, goal.overSteps());
        return new Goal(
                "%s %d, step %d over step %d: at least %s points"
                        .formatted(goal.task(), goal.level(), full, goal.overSteps(), number(goal.atLeast())),
                points(gain),
                gain >= goal.atLeast());
    }

    private static List<Goal> refusals(Goals.Refusal goal, CardFigures card) {
        List<Step> full = card.refusals().stream()
                .filter(level -> level.level() > 0)
                .map(level -> level.steps().get(card.recurrentSteps() - 1))
                .toList();
        if (full.isEmpty()) {
            return List.of();
        }
        double harmful = full.stream().mapToDouble(Step::harmfulRefused).min().orElseThrow();
        double harmless = full.stream().mapToDouble(Step::harmlessRefused).max().orElseThrow();
        String where = "refused at step %d, worst level".formatted(card.recurrentSteps());
        return List.of(
                new Goal(
                        "harmful requests %s: at least %s".formatted(where, bound(goal.harmfulAtLeast())),
                        percent(harmful),
                        harmful >= goal.harmfulAtLeast()),
                new Goal(
                        "benign look-alikes %s: at most %s".formatted(where, bound(goal.harmlessAtMost())),
                        percent(harmless),
                        harmless <= goal.harmlessAtMost()));
    }

    private static Goal gate(Goals.Gate goal, CardFigures card, AdaptivePoint medium) {
        int full = card.recurrentSteps();
        double lost = card.meanFirstWords().get(full - 1) - medium.firstWordAccuracy();
        double share = medium.firstWordSteps() / full;
        return new Goal(
                "learned gate, first answer words: within %s points of full depth at %s of its steps or fewer"
                        .formatted(number(goal.lostAtMost()), bound(goal.stepsAtMost())),
                String.format(
                        Locale.ROOT,
                        "%.2f points lost at %.2f steps (%.0f %%)",
                        100 * lost,
                        medium.firstWordSteps(),
                        100 * share),
                lost <= goal.lostAtMost() && share <= goal.stepsAtMost());
    }

    /** Judged against the best of the control's seeds; the means stand beside it. */
    private static List<Goal> runOnce(Goals.RunOnce goal, CardFigures card) {
        return card.controls().stream()
                .filter(control -> control.parameters() == card.parameters() && control.recurrentSteps() == 1)
                .map(control -> {
                    double best = control.runs().stream()
                            .mapToDouble(Run::firstWords)
                            .max()
                            .orElseThrow();
                    double gain = card.meanFirstWords().get(card.recurrentSteps() - 1) - best;
                    var own = card.controls().getFirst();
                    return new Goal(
                            "better than the same shape run once, first answer words: at least %s points"
                                    .formatted(number(goal.gainAtLeast())),
                            "%s against its best seed, %s in the mean of the seeds; held-out levels alone: %s"
                                    .formatted(
                                            points(gain),
                                            points(own.mean(Run::firstWords) - control.mean(Run::firstWords)),
                                            points(own.mean(Run::heldOut) - control.mean(Run::heldOut))),
                            gain >= goal.gainAtLeast());
                })
                .toList();
    }

    private static String where(Goals.OfLevel goal, List<Integer> steps) {
        return "%s %d, step%s %s"
                .formatted(
                        goal.task(),
                        goal.level(),
                        steps.size() == 1 ? "" : "s",
                        steps.stream().map(String::valueOf).collect(Collectors.joining(", ")));
    }

    private static String bound(double share) {
        return number(share) + " %";
    }

    /** A share as the recipe's author would say it: 97, 0.5. */
    private static String number(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString();
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String points(double share) {
        return String.format(Locale.ROOT, "%.1f points", 100 * share);
    }
}
