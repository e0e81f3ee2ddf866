package looplm.trainer.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import looplm.model.exit.DepthBounds;
import looplm.model.exit.DepthProfile;
import looplm.model.exit.Effort;
import looplm.model.exit.EffortFigures;
import looplm.model.weights.WeightsHash;
import looplm.trainer.scoring.DepthPoint;
import looplm.trainer.scoring.ScoredItem;
import looplm.trainer.scoring.ScoredItemTest;
import looplm.trainer.scoring.ScoredLevel;
import looplm.trainer.task.TaskItem;
import looplm.wire.openai.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileTunerTest {

    private static final int STEPS = 3;
    private static final int QUESTIONS = 100;
    private static final WeightsHash HASH = new WeightsHash("0".repeat(64));
    private static final float LEAVES = 30;
    private static final float STAYS = -30;

    /** Gates that leave nothing early: fixed depths alone count. */
    private static final float[] BLIND = gates(STAYS);

    @Test
    void tune_takesTheCheapestDepthAtHalfOfFullDepth_asMinimal() {
        // above chance 0.25, 0.5, 1 of full depth
        var profile = tune(level(0, BLIND, 25, 50, 100));

        assertThat(profile.bounds(Effort.MINIMAL)).isEqualTo(DepthBounds.fixed(2));
        assertThat(profile.bounds(Effort.LOW)).isEqualTo(DepthBounds.fixed(3));
        assertThat(profile.bounds(Effort.MEDIUM)).isEqualTo(DepthBounds.fixed(3));
        assertThat(profile.bounds(Effort.HIGH)).isEqualTo(DepthBounds.fixed(3));
    }

    @Test
    void tune_doesNotCountChance_asKnowledge() {
        // half right is chance here: step 1 knows nothing, step 2 a fifth
        var profile = tune(level(0.5, BLIND, 50, 60, 100));

        assertThat(profile.bounds(Effort.MINIMAL)).isEqualTo(DepthBounds.fixed(3));
    }

    @Test
    void tune_takesNoPointThatIsWorseThanAGuessSomewhere_howeverGoodItIsInTheMean() {
        var good = level(0.5, BLIND, 98, 99, 100);

        assertThat(tune(good, good, good, level(0.5, BLIND, 30, 100, 100)).bounds(Effort.MINIMAL))
                .isEqualTo(DepthBounds.fixed(2));
        assertThat(tune(good, good, good, level(0.5, BLIND, 42, 100, 100)).bounds(Effort.MINIMAL))
                .as("42 of 100 is what guessing may give")
                .isEqualTo(DepthBounds.fixed(1));
        // many good levels, so that one bad level loses less than 3 points
        var levels = new ArrayList<ScoredLevel>();
        for (int i = 0; i < 40; i++) {
            levels.add(level(0.5, BLIND, 100, 100, 100));
        }
        levels.add(level(0.5, BLIND, 20, 20, 100));
        assertThat(tune(levels.toArray(ScoredLevel[]::new)).bounds(Effort.LOW)).isEqualTo(DepthBounds.fixed(3));
    }

    @Test
    void tune_takesTheCheapestPointWithinTheLoss_asLowAndMedium() {
        // cumulative 0.27, 0.62, 1: thresholds up to 0.25 read step 1, up to 0.6 step 2
        var gates = new float[] {-1, -0.1f, 0};

        assertThat(tune(level(0, gates, 97, 100, 100)).bounds(Effort.LOW)).isEqualTo(DepthBounds.fixed(1));
        assertThat(tune(level(0, gates, 96, 100, 100)).bounds(Effort.LOW)).isEqualTo(DepthBounds.fixed(2));
        assertThat(tune(level(0, gates, 97, 100, 100)).bounds(Effort.MEDIUM)).isEqualTo(DepthBounds.fixed(2));
        assertThat(tune(level(0, gates, 10, 97, 100)).bounds(Effort.MEDIUM)).isEqualTo(DepthBounds.fixed(3));
    }

    @Test
    void tune_prefersAThreshold_whereItIsCheaperThanADepth() {
        // one half is right after a step and leaves there, the other needs all steps and takes them
        var profile = tune(level(0, gates(LEAVES), 100, 100, 100), level(0, BLIND, 0, 0, 100));

        assertThat(profile.bounds(Effort.MEDIUM)).isEqualTo(new DepthBounds(1, STEPS, 0.02f));
        assertThat(profile.figures(Effort.MEDIUM).orElseThrow().meanSteps()).isEqualTo(2);
        assertThat(profile.bounds(Effort.MINIMAL)).as("depth 1 has half").isEqualTo(DepthBounds.fixed(1));
    }

    @Test
    void tune_takesTheNextPoint_whenAnsweringShowsLessThanScoring() {
        var levels = List.of(level(0, gates(LEAVES), 100, 100, 100), level(0, BLIND, 0, 0, 100));
        var tuner = new ProfileTuner(levels, (scored, bounds) -> point(bounds, 2, 80, 80), STEPS);

        assertThat(tuner.tune(HASH).profile().bounds(Effort.MEDIUM)).isEqualTo(DepthBounds.fixed(STEPS));
    }

    @Test
    void tune_givesTwoEffortsOneSetting_whenAnsweringTurnsTheirOrder() {
        // scored: threshold 0.3 reads step 2 of the second level; answering makes it dearer than the next threshold
        var gates = new float[] {-1, -0.1f, 0};
        var levels = List.of(level(0, gates(LEAVES), 100, 100, 100), level(0, gates, 0, 96, 100));
        var tuner = new ProfileTuner(
                levels,
                (scored, bounds) ->
                        bounds.exitThreshold() < 0.62f ? point(bounds, 2.5, 100, 96) : point(bounds, 2, 100, 100),
                STEPS);
        var profile = tuner.tune(HASH).profile();

        assertThat(profile.bounds(Effort.LOW)).isEqualTo(profile.bounds(Effort.MEDIUM));
        assertThat(profile.figures(Effort.LOW).orElseThrow().meanSteps()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void tune_isMonotone_whateverTheModelIs(long seed) {
        var random = new Random(seed);
        var levels = new ScoredLevel[4];
        for (int i = 0; i < levels.length; i++) {
            var gates = new float[] {random.nextFloat(-3, 3), random.nextFloat(-3, 3), 0};
            levels[i] = level(
                    random.nextBoolean() ? 0.5 : 0,
                    gates,
                    random.nextInt(QUESTIONS + 1),
                    random.nextInt(QUESTIONS + 1),
                    random.nextInt(QUESTIONS + 1));
        }
        var profile = tune(levels);

        EffortFigures before = null;
        for (Effort effort : Effort.values()) {
            var figures = profile.figures(effort).orElseThrow();
            if (before != null) {
                assertThat(figures.meanSteps()).isGreaterThanOrEqualTo(before.meanSteps());
                if (effort != Effort.HIGH) {
                    assertThat(figures.accuracy()).isGreaterThanOrEqualTo(before.accuracy());
                }
            }
            before = figures;
        }
        assertThat(profile.bounds(Effort.HIGH)).isEqualTo(DepthBounds.fixed(STEPS));
    }

    @Test
    void tune_countsLevelsOnce_whateverTheirSize() {
        var small = level(0, BLIND, 100, 100, 100);
        var large = new ScoredLevel(
                "kb",
                2,
                false,
                0,
                IntStream.range(0, 5)
                        .boxed()
                        .flatMap(i -> level(0, BLIND, 0, 0, 100).items().stream())
                        .toList());

        // by items a sixth is right at step 1, by levels half
        assertThat(tune(small, large).bounds(Effort.MINIMAL)).isEqualTo(DepthBounds.fixed(1));
    }

    @Test
    void tune_tellsTheWorstLevel_ofEveryEffort() {
        var profile = tune(level(0, BLIND, 90, 90, 100), level(0.25, BLIND, 40, 90, 80));

        var worst = profile.figures(Effort.MINIMAL).orElseThrow().worst();
        assertThat(worst).isEqualTo(new Model.WorstLevel("kb", 1, 0.4, 0.25, Math.sqrt(0.4 * (1 - 0.4) / 100)));
        assertThat(profile.figures(Effort.HIGH).orElseThrow().worst().accuracy())
                .isEqualTo(0.8);
    }

    @Test
    void toJson_canBeReadBack_withItsMeasurements() {
        var tuned = tuner(level(0, gates(LEAVES), 25, 50, 100)).tune(HASH);

        assertThat(tuned.profile().toJson())
                .contains("\"weights_hash\"", "\"above_chance\"", "\"LAST_EXITED\"", "\"standard_error\"");
        assertThat(tuned.measurements().fixed()).hasSize(STEPS);
        assertThat(tuned.measurements().efforts().get("minimal").loss()).isEqualTo(0.5);
        assertThat(tuned.measurements().frontier())
                .extracting(Measurements.FrontierPoint::accuracy)
                .containsExactly(0.25, 0.5, 1.0);
        assertThat(TunedProfile.of(tuned.profile())).isEqualTo(tuned);
    }

    private static DepthProfile tune(ScoredLevel... levels) {
        return tuner(levels).tune(HASH).profile();
    }

    /** Efforts are measured by scoring: the rules are under test, not the model. */
    private static ProfileTuner tuner(ScoredLevel... levels) {
        return new ProfileTuner(List.of(levels), DepthPoint::scored, STEPS);
    }

    private static DepthPoint point(DepthBounds bounds, double steps, int... right) {
        return new DepthPoint(
                bounds,
                Arrays.stream(right)
                        .mapToObj(each -> new DepthPoint.LevelPoint("kb", 1, 0, QUESTIONS, each, steps))
                        .toList());
    }

    private static float[] gates(float logit) {
        var gates = new float[STEPS];
        Arrays.fill(gates, logit);
        return gates;
    }

    /** Questions of one word; the first {@code right[t]} are right after step t + 1. */
    private static ScoredLevel level(double chance, float[] gates, int... right) {
        List<ScoredItem> items = IntStream.range(0, QUESTIONS)
                .mapToObj(i -> {
                    var rows = new boolean[STEPS][1];
                    var logits = new float[STEPS][1];
                    for (int t = 0; t < STEPS; t++) {
                        rows[t][0] = i < right[t];
                        logits[t][0] = gates[t];
                    }
                    return ScoredItemTest.of(new TaskItem("kb", 1, List.of("bob"), List.of("tim")), rows, logits);
                })
                .toList();
        return new ScoredLevel("kb", 1, false, chance, items);
    }
}
