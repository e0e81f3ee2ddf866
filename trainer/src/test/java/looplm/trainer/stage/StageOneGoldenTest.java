package looplm.trainer.stage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import java.util.List;
import looplm.trainer.optimizer.AdamW;
import looplm.trainer.recipe.AdamWSettings;
import looplm.trainer.recipe.AdamWSettings.WeightDecay;
import looplm.trainer.recipe.Precision;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Stage I and AdamW against what the reference computes on the golden checkpoints. */
class StageOneGoldenTest {

    private static final double BETA = 0.1;
    private static final AdamWSettings SETTINGS = new AdamWSettings(1e-3, 0.9, 0.95, 1e-6, WeightDecay.NONE, 1.0);

    @ParameterizedTest
    @ValueSource(strings = {"tiny-a", "tiny-b"})
    void backward_givesTheReferencesLossAndGradients_whenAllPositionsCount(String name) {
        try (var golden = new TrainingGolden(name)) {
            var parameters = golden.parameters();
            var batch = golden.batch(false);

            var result = stageOne(golden, Precision.FLOAT32)
                    .backward(batch, batch.weights(batch.weight()), BETA, parameters);

            assertThat((double) result.loss()).isEqualTo(golden.scalar("train.stage1.loss"), Offset.offset(1e-5));
            TrainingGolden.assertClose(result.ce(), golden.floats("train.stage1.ce"), 1e-4);
            TrainingGolden.assertClose(transposed(result.exits()), golden.floats("train.stage1.p"), 1e-5);
            double[] stepCe = StageOneResult.means(result.ce());
            for (int t = 0; t < golden.config.recurrentSteps(); t++) {
                assertThat(stepCe[t])
                        .isEqualTo(
                                golden.scalars
                                        .path("train.stage1.step_ce")
                                        .get(t)
                                        .doubleValue(),
                                Offset.offset(1e-5));
            }
            golden.assertGradients("train.stage1.grad.", parameters);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny-a", "tiny-b"})
    void backward_givesTheReferencesLoss_whenSomePositionsAreMasked(String name) {
        try (var golden = new TrainingGolden(name)) {
            var batch = golden.batch(true);

            var result = stageOne(golden, Precision.FLOAT32)
                    .backward(batch, batch.weights(batch.weight()), BETA, golden.parameters());

            assertThat((double) result.loss())
                    .isEqualTo(golden.scalar("train.stage1_masked.loss"), Offset.offset(1e-5));
        }
    }

    @ParameterizedTest
    @CsvSource({"tiny-a,all", "tiny-a,matrices", "tiny-b,all", "tiny-b,matrices"})
    void update_givesTheReferencesParameters_afterThreeSteps(String name, String decayed) {
        try (var golden = new TrainingGolden(name)) {
            var parameters = golden.parameters();
            var batch = golden.batch(false);
            List<Double> decays = parameters.arrays().stream()
                    .map(array -> decayed.equals("all") || array.getShape().dimension() == 2 ? 0.1 : 0)
                    .toList();
            try (var optimizer = new AdamW(SETTINGS, parameters, decays, golden.manager)) {
                for (int step = 0; step < 3; step++) {
                    var result = stageOne(golden, Precision.FLOAT32)
                            .backward(batch, batch.weights(batch.weight()), BETA, parameters);
                    double norm = optimizer.update(1);

                    JsonNode losses = golden.scalars.path("train.adamw_" + decayed + ".loss_before_step");
                    JsonNode norms = golden.scalars.path("train.adamw_" + decayed + ".grad_norm_before_clip");
                    assertThat((double) result.loss())
                            .isEqualTo(losses.get(step).doubleValue(), Offset.offset(1e-5));
                    assertThat(norm).isEqualTo(norms.get(step).doubleValue(), Offset.offset(1e-4));
                }
                assertThat(optimizer.updates()).isEqualTo(3);
            }
            golden.assertParameters("train.adamw_" + decayed + ".after3.", parameters);
        }
    }

    @Test
    void backward_staysCloseToFloat32_whenThePrecisionIsBfloat16() {
        try (var golden = new TrainingGolden("tiny-a")) {
            var batch = golden.batch(false);

            var result = stageOne(golden, Precision.BFLOAT16)
                    .backward(batch, batch.weights(batch.weight()), BETA, golden.parameters());

            assertThat((double) result.loss())
                    .isNotEqualTo(golden.scalar("train.stage1.loss"))
                    .isEqualTo(golden.scalar("train.stage1.loss"), Offset.offset(0.2));
        }
    }

    @Test
    void backward_addsUpToTheWholeUpdate_whenItIsDivided() {
        try (var golden = new TrainingGolden("tiny-a")) {
            var parameters = golden.parameters();
            var batch = golden.batch(false);
            var half = batch.weights(2 * batch.weight());

            var one = stageOne(golden, Precision.FLOAT32).backward(batch, half, BETA, parameters);
            stageOne(golden, Precision.FLOAT32).backward(batch, half, BETA, parameters);

            assertThat(2.0 * one.loss()).isEqualTo(golden.scalar("train.stage1.loss"), Offset.offset(1e-5));
            golden.assertGradients("train.stage1.grad.", parameters);
        }
    }

    @Test
    void update_changesNothing_whenAGradientIsNotFinite() {
        try (var golden = new TrainingGolden("tiny-a")) {
            var parameters = golden.parameters();
            var batch = golden.batch(false);
            var before = parameters.arrays().stream().map(NDArray::toFloatArray).toList();
            var weights = batch.weights(batch.weight());
            weights[0] = Float.NaN;
            try (var optimizer = AdamW.byGroup(SETTINGS, parameters, golden.manager)) {
                stageOne(golden, Precision.FLOAT32).backward(batch, weights, BETA, parameters);

                assertThat(optimizer.update(1)).isNaN();
                assertThat(optimizer.updates()).isZero();
            }
            for (int i = 0; i < before.size(); i++) {
                assertThat(parameters.arrays().get(i).toFloatArray()).isEqualTo(before.get(i));
            }
        }
    }

    private static StageOne stageOne(TrainingGolden golden, Precision precision) {
        return new StageOne(golden.text, golden.config.recurrentSteps(), precision);
    }

    /** [T][A] to [A][T]. */
    private static float[][] transposed(float[][] byStep) {
        var byPosition = new float[byStep[0].length][byStep.length];
        for (int t = 0; t < byStep.length; t++) {
            for (int a = 0; a < byPosition.length; a++) {
                byPosition[a][t] = byStep[t][a];
            }
        }
        return byPosition;
    }
}
