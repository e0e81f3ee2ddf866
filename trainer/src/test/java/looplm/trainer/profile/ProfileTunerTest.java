package looplm.trainer.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import looplm.model.exit.DepthBounds;
import looplm.model.exit.DepthProfile;
import looplm.model.exit.Effort;
import looplm.model.weights.WeightsHash;
import looplm.trainer.scoring.AdaptivePoint;
import looplm.trainer.scoring.ScoredItemTest;
import looplm.trainer.scoring.ScoredLevel;
import looplm.trainer.task.TaskItem;
import org.junit.jupiter.api.Test;

class ProfileTunerTest {

    private static final int STEPS = 3;
    private static final WeightsHash HASH = new WeightsHash("0".repeat(64));
    private static final float LEAVES = 30;
    private static final float STAYS = -30;

    @Test
    void tune_takesTheSmallestDepthAtHalfOfFullDepth_asMinimal() {
        // above chance 0.25, 0.5, 1 of full depth
        var profile = tune(level(0, gates(LEAVES), 25, 50, 100));

        assertThat(profile.bounds(Effort.MINIMAL)).isEqualTo(DepthBounds.fixed(2));
        assertThat(profile.bounds(Effort.HIGH)).isEqualTo(DepthBounds.fixed(3));
    }

    @Test
    void tune_doesNotCountChance_asKnowledge() {
        // half right is chance here: step 1 knows nothing, step 2 a fifth
        var profile = tune(level(0.5, gates(LEAVES), 50, 60, 100));

        assertThat(profile.bounds(Effort.MINIMAL)).isEqualTo(DepthBounds.fixed(3));
    }

    @Test
    void tune_takesTheCheapestThresholdWithinTheLoss_asMedium() {
        // cumulative 0.27, 0.62, 1: thresholds up to 0.25 read step 1, up to 0.6 step 2
        var gates = new float[] {-1, -0.1f, 0};

        assertThat(tune(level(0, gates, 100, 100, 100)).bounds(Effort.MEDIUM).exitThreshold())
                .isEqualTo(0.02f);
        assertThat(tune(level(0, gates, 97, 100, 100)).bounds(Effort.MEDIUM)).isEqualTo(new DepthBounds(1, 3, 0.3f));
        assertThat(tune(level(0, gates, 97, 100, 100)).bounds(Effort.LOW)).isEqualTo(new DepthBounds(1, 3, 0.02f));
        assertThat(tune(level(0, gates, 10, 97, 100)).bounds(Effort.MEDIUM)).isEqualTo(new DepthBounds(1, 3, 0.65f));
        assertThat(tune(level(0, gates, 10, 97, 100)).bounds(Effort.LOW)).isEqualTo(new DepthBounds(1, 3, 0.3f));
    }

    @Test
    void tune_runsAllSteps_whenNoThresholdIsGoodEnough() {
        var profile = tune(level(0, gates(LEAVES), 10, 20, 100));

        assertThat(profile.bounds(Effort.LOW)).isEqualTo(DepthBounds.fixed(3));
        assertThat(profile.bounds(Effort.MEDIUM)).isEqualTo(DepthBounds.fixed(3));
    }

    @Test
    void tune_countsLevelsOnce_whateverTheirSize() {
        var small = level(0, gates(STAYS), 100, 100, 100);
        var large = new ScoredLevel(
                "kb",
                2,
                false,
                0,
                IntStream.range(0, 5)
                        .boxed()
                        .flatMap(i -> level(0, gates(STAYS), 0, 0, 100).items().stream())
                        .toList());

        // by items a sixth is right at step 1, by levels half
        assertThat(tune(small, large).bounds(Effort.MINIMAL)).isEqualTo(DepthBounds.fixed(1));
    }

    @Test
    void toJson_canBeReadBack_withItsMeasurements() {
        var tuned = tuner(level(0, gates(LEAVES), 25, 50, 100)).tune(HASH);

        assertThat(tuned.profile().toJson()).contains("\"weights_hash\"", "\"above_chance\"", "\"LAST_EXITED\"");
        assertThat(tuned.measurements().fixed()).hasSize(STEPS);
        assertThat(tuned.measurements().efforts().get("minimal").loss()).isEqualTo(0.5);
    }

    private static DepthProfile tune(ScoredLevel... levels) {
        return tuner(levels).tune(HASH).profile();
    }

    /** Efforts are measured by scoring: the rules are under test, not the model. */
    private static ProfileTuner tuner(ScoredLevel... levels) {
        return new ProfileTuner(
                List.of(levels),
                (scored, bounds, full) -> {
                    var point = AdaptivePoint.of(scored, bounds);
                    return new Measurements.EffortPoint(
                            point.accuracy(),
                            full - point.accuracy(),
                            point.meanSteps(),
                            new Measurements.WorstLevel("kb", 1, 0));
                },
                STEPS);
    }

    private static float[] gates(float logit) {
        var gates = new float[STEPS];
        Arrays.fill(gates, logit);
        return gates;
    }

    /** 100 questions of one word; the first {@code right[t]} are right after step t + 1. */
    private static ScoredLevel level(double chance, float[] gates, int... right) {
        var items = IntStream.range(0, 100)
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
