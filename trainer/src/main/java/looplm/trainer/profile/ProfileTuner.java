package looplm.trainer.profile;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import looplm.model.exit.DepthBounds;
import looplm.model.exit.DepthProfile;
import looplm.model.exit.Effort;
import looplm.model.weights.WeightsHash;
import looplm.trainer.profile.Measurements.EffortPoint;
import looplm.trainer.profile.Measurements.FixedPoint;
import looplm.trainer.scoring.Accuracies;
import looplm.trainer.scoring.AdaptivePoint;
import looplm.trainer.scoring.ExitCurve;
import looplm.trainer.scoring.ScoredLevel;

/**
 * Chooses a depth profile on the validation split.
 *
 * <ul>
 *   <li>{@code minimal}: the smallest fixed depth that reaches half of full depth's accuracy above chance, so an answer
 *       is never gibberish;
 *   <li>{@code low}: adaptive, the cheapest threshold that loses at most 5 points of accuracy, of whole answers and of
 *       first words;
 *   <li>{@code medium}: adaptive, the cheapest threshold that loses at most half a point of either;
 *   <li>{@code high}: all trained steps, no early exit.
 * </ul>
 */
public final class ProfileTuner {

    /** Measures an effort by letting the model answer. */
    @FunctionalInterface
    public interface EffortProbe {

        /** Accuracy within these bounds, compared with full depth's. */
        EffortPoint measure(List<ScoredLevel> levels, DepthBounds bounds, double fullDepth);
    }

    private static final double LOW_LOSS = 0.05;
    private static final double MEDIUM_LOSS = 0.005;

    private final List<ScoredLevel> levels;
    private final EffortProbe probe;
    private final int recurrentSteps;

    /**
     * A tuner over scored validation questions.
     *
     * @param probe measures what was chosen
     * @param recurrentSteps T, the trained depth
     */
    public ProfileTuner(List<ScoredLevel> levels, EffortProbe probe, int recurrentSteps) {
        this.levels = List.copyOf(levels);
        this.probe = probe;
        this.recurrentSteps = recurrentSteps;
    }

    /** The profile of the weights that the levels were scored with. */
    public TunedProfile tune(WeightsHash weightsHash) {
        List<FixedPoint> fixed = IntStream.rangeClosed(1, recurrentSteps)
                .mapToObj(steps ->
                        new FixedPoint(steps, Accuracies.fixed(levels, steps), Accuracies.aboveChance(levels, steps)))
                .toList();
        List<AdaptivePoint> adaptive =
                ExitCurve.gate("gate", levels, recurrentSteps).points();
        var full = fixed.getLast();
        double firstWords = Accuracies.firstWords(levels, recurrentSteps);
        int minimal = fixed.stream()
                .filter(point -> point.aboveChance() >= full.aboveChance() / 2)
                .findFirst()
                .orElse(full)
                .steps();
        var efforts = new EnumMap<Effort, DepthBounds>(Effort.class);
        efforts.put(Effort.MINIMAL, DepthBounds.fixed(minimal));
        efforts.put(Effort.LOW, cheapest(adaptive, full.accuracy() - LOW_LOSS, firstWords - LOW_LOSS));
        efforts.put(Effort.MEDIUM, cheapest(adaptive, full.accuracy() - MEDIUM_LOSS, firstWords - MEDIUM_LOSS));
        efforts.put(Effort.HIGH, DepthBounds.fixed(recurrentSteps));
        var measured = new Measurements(
                "validation",
                items(),
                fixed,
                adaptive,
                GeneratedAnswers.KV_POLICY.name(),
                measure(efforts, full.accuracy()));
        return new TunedProfile(new DepthProfile(weightsHash, efforts, measured.toMap()), measured);
    }

    /** The threshold with the fewest steps that reaches both accuracies; full depth, if none does. */
    private DepthBounds cheapest(List<AdaptivePoint> adaptive, double accuracy, double firstWords) {
        return adaptive.stream()
                .filter(point -> point.accuracy() >= accuracy && point.firstWordAccuracy() >= firstWords)
                .min(Comparator.comparingDouble(AdaptivePoint::meanSteps))
                .map(point -> new DepthBounds(1, recurrentSteps, point.threshold()))
                .orElse(DepthBounds.fixed(recurrentSteps));
    }

    private Map<String, EffortPoint> measure(Map<Effort, DepthBounds> efforts, double full) {
        var points = new LinkedHashMap<String, EffortPoint>();
        efforts.forEach((effort, bounds) -> points.put(effort.key(), probe.measure(levels, bounds, full)));
        return points;
    }

    private int items() {
        return levels.stream().mapToInt(level -> level.items().size()).sum();
    }
}
