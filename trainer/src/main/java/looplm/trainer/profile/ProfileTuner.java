package looplm.trainer.profile;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import looplm.model.exit.DepthBounds;
import looplm.model.exit.DepthProfile;
import looplm.model.exit.Effort;
import looplm.model.exit.EffortFigures;
import looplm.model.weights.WeightsHash;
import looplm.trainer.profile.Measurements.FixedPoint;
import looplm.trainer.profile.Measurements.FrontierPoint;
import looplm.trainer.scoring.AdaptivePoint;
import looplm.trainer.scoring.DepthPoint;
import looplm.trainer.scoring.ExitCurve;
import looplm.trainer.scoring.ScoredLevel;
import looplm.wire.openai.Model;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses a depth profile on the validation split. Efforts are points of the frontier of mean executed steps and
 * accuracy, fixed depths and thresholds together:
 *
 * <ul>
 *   <li>{@code minimal}: the cheapest with at least half of full depth's accuracy above chance and no level
 *       significantly below its chance, so an answer is never gibberish;
 *   <li>{@code low}: the cheapest of these that loses at most 3 points;
 *   <li>{@code medium}: the cheapest of these that loses at most half a point;
 *   <li>{@code high}: all trained steps, no early exit.
 * </ul>
 *
 * <p>A point is looked for among scored ones, then the model answers by itself; where that shows less than was asked
 * for, the next point of the frontier is tried, and full depth is the last. So there is a profile for every model.
 */
public final class ProfileTuner {

    /** Lets the model answer within bounds. */
    @FunctionalInterface
    public interface DepthProbe {

        /** What that costs and is worth. */
        DepthPoint measure(List<ScoredLevel> levels, DepthBounds bounds);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ProfileTuner.class);

    /** Points that one warning names. */
    private static final int SHOWN = 3;

    private static final double LOW_LOSS = 0.03;
    private static final double MEDIUM_LOSS = 0.005;

    private final List<ScoredLevel> levels;
    private final DepthProbe probe;
    private final int recurrentSteps;
    private final Map<DepthBounds, DepthPoint> measured = new HashMap<>();

    /**
     * A tuner over scored validation questions.
     *
     * @param probe measures what is chosen
     * @param recurrentSteps T, the trained depth
     */
    public ProfileTuner(List<ScoredLevel> levels, DepthProbe probe, int recurrentSteps) {
        this.levels = List.copyOf(levels);
        this.probe = probe;
        this.recurrentSteps = recurrentSteps;
    }

    /** The profile of the weights that the levels were scored with. */
    public TunedProfile tune(WeightsHash weightsHash) {
        List<DepthPoint> fixed = IntStream.rangeClosed(1, recurrentSteps)
                .mapToObj(steps -> DepthPoint.scored(levels, DepthBounds.fixed(steps)))
                .toList();
        List<AdaptivePoint> adaptive = recurrentSteps == 1
                ? List.of()
                : ExitCurve.gate("gate", levels, recurrentSteps).points();
        var frontier = Frontier.of(Stream.concat(
                        fixed.stream(),
                        adaptive.stream()
                                .map(point -> DepthPoint.scored(
                                        levels, new DepthBounds(1, recurrentSteps, point.threshold()))))
                .toList());
        warn("others are as right in no more steps", frontier.dominated());
        var full = measure(DepthBounds.fixed(recurrentSteps));
        Map<Effort, DepthPoint> efforts = choose(frontier.points(), full);
        var measurements = new Measurements(
                "validation",
                levels.stream().mapToInt(level -> level.items().size()).sum(),
                fixed.stream()
                        .map(point -> new FixedPoint(point.bounds().maxSteps(), point.accuracy(), point.aboveChance()))
                        .toList(),
                adaptive,
                frontier.points().stream().map(FrontierPoint::of).toList(),
                GeneratedAnswers.KV_POLICY.name(),
                figures(efforts, full.accuracy()));
        var bounds = new EnumMap<Effort, DepthBounds>(Effort.class);
        efforts.forEach((effort, point) -> bounds.put(effort, point.bounds()));
        return new TunedProfile(new DepthProfile(weightsHash, bounds, measurements.toMap()), measurements);
    }

    /** Each condition holds the one before, so a cheaper effort never costs more by what was scored. */
    private Map<Effort, DepthPoint> choose(List<DepthPoint> frontier, DepthPoint full) {
        Predicate<DepthPoint> minimal = point -> point.aboveChance() >= full.aboveChance() / 2 && !point.belowChance();
        Predicate<DepthPoint> low = minimal.and(point -> point.accuracy() >= full.accuracy() - LOW_LOSS);
        Predicate<DepthPoint> medium = low.and(point -> point.accuracy() >= full.accuracy() - MEDIUM_LOSS);
        List<DepthPoint> chosen = monotone(List.of(
                cheapest(frontier, minimal, full), cheapest(frontier, low, full), cheapest(frontier, medium, full)));
        var dearest = chosen.getLast();
        if (dearest.accuracy() - full.accuracy() > Math.hypot(dearest.standardError(), full.standardError())) {
            warn("more right than all steps", List.of(dearest));
        }
        var efforts = new EnumMap<Effort, DepthPoint>(Effort.class);
        efforts.put(Effort.MINIMAL, chosen.get(0));
        efforts.put(Effort.LOW, chosen.get(1));
        efforts.put(Effort.MEDIUM, chosen.get(2));
        efforts.put(Effort.HIGH, full);
        return efforts;
    }

    /** Full depth, if no point will do. */
    private DepthPoint cheapest(List<DepthPoint> frontier, Predicate<DepthPoint> good, DepthPoint full) {
        for (DepthPoint point : frontier) {
            if (good.test(point)) {
                var answered = measure(point.bounds());
                if (good.test(answered)) {
                    return answered;
                }
            }
        }
        return full;
    }

    /** What the model answers by itself may order points otherwise than scores did: then two efforts become one. */
    private static List<DepthPoint> monotone(List<DepthPoint> chosen) {
        var efforts = new ArrayList<>(chosen);
        for (int i = efforts.size() - 2; i >= 0; i--) {
            if (efforts.get(i).meanSteps() > efforts.get(i + 1).meanSteps()) {
                efforts.set(i, efforts.get(i + 1));
            }
        }
        for (int i = 1; i < efforts.size(); i++) {
            if (efforts.get(i).accuracy() <= efforts.get(i - 1).accuracy()) {
                efforts.set(i, efforts.get(i - 1));
            }
        }
        warn(
                "answering shows another to be as right in no more steps",
                chosen.stream()
                        .distinct()
                        .filter(point -> !efforts.contains(point))
                        .toList());
        return efforts;
    }

    /** At a fixed depth generation answers what scoring says, so it is not run. */
    private DepthPoint measure(DepthBounds bounds) {
        return measured.computeIfAbsent(
                bounds,
                each -> each.minSteps() == each.maxSteps()
                        ? DepthPoint.scored(levels, each)
                        : probe.measure(levels, each));
    }

    private static Map<String, EffortFigures> figures(Map<Effort, DepthPoint> efforts, double full) {
        var figures = new LinkedHashMap<String, EffortFigures>();
        efforts.forEach((effort, point) -> {
            var worst = point.worst();
            figures.put(
                    effort.key(),
                    new EffortFigures(
                            point.accuracy(),
                            point.standardError(),
                            full - point.accuracy(),
                            point.meanSteps(),
                            new Model.WorstLevel(
                                    worst.task(),
                                    worst.level(),
                                    worst.accuracy(),
                                    worst.chance(),
                                    worst.standardError())));
        });
        return figures;
    }

    private static void warn(String why, List<DepthPoint> points) {
        if (!points.isEmpty()) {
            String some = points.stream().limit(SHOWN).map(DepthPoint::toString).collect(Collectors.joining(", "));
            LOG.warn(
                    "depth profile: left out, {}: {}{}",
                    why,
                    some,
                    points.size() > SHOWN ? " and " + (points.size() - SHOWN) + " more" : "");
        }
    }
}
