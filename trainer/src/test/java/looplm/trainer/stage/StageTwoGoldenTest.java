package looplm.trainer.stage;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import looplm.model.script.CallArguments;
import looplm.model.weights.WeightNames;
import looplm.trainer.optimizer.AdamW;
import looplm.trainer.optimizer.Parameters;
import looplm.trainer.recipe.AdamWSettings;
import looplm.trainer.recipe.AdamWSettings.WeightDecay;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stage II as published, against what the reference computes on the golden checkpoints. */
class StageTwoGoldenTest {

    private static final AdamWSettings SETTINGS = new AdamWSettings(1e-2, 0.9, 0.95, 1e-6, WeightDecay.NONE, 1.0);

    @ParameterizedTest
    @CsvSource({
        "tiny-a,stage2,k,gamma",
        "tiny-a,stage2_soft,k_soft,gamma_soft",
        "tiny-b,stage2,k,gamma",
        "tiny-b,stage2_soft,k_soft,gamma_soft"
    })
    void backward_givesTheReferencesGate_afterThreeSteps(String name, String variant, String k, String gamma) {
        try (var golden = new TrainingGolden(name)) {
            var settings = golden.scalars.path("train.settings");
            var stageTwo = new StageTwo(golden.text);
            var observed = observe(golden);
            var gains = stageTwo.gains(
                    observed.get(1),
                    settings.path(k).doubleValue(),
                    settings.path(gamma).doubleValue(),
                    golden.manager);
            TrainingGolden.assertClose(
                    ByStep.floats(gains.get(0)), golden.floats("train." + variant + ".improvement"), 1e-4);
            TrainingGolden.assertClose(
                    ByStep.floats(gains.get(1)), golden.floats("train." + variant + ".continue_target"), 1e-4);

            var gate = gate(golden);
            try (var optimizer = AdamW.byGroup(SETTINGS, gate, golden.manager)) {
                for (int step = 0; step < 3; step++) {
                    var result =
                            stageTwo.backward(published(golden, observed.get(0)), copy(golden, gains.get(1)), gate);
                    if (step == 0) {
                        golden.assertGradients("train." + variant + ".grad.", gate);
                        assertTerms(golden, variant, result);
                    }
                    var adamw = golden.scalars.path("train." + variant + ".adamw.loss_before_step");
                    assertThat((double) result.loss()).isEqualTo(adamw.get(step).doubleValue(), Offset.offset(1e-5));
                    optimizer.update(1);
                }
            }
            golden.assertParameters("train." + variant + ".after3.", gate);
        }
    }

    private static void assertTerms(TrainingGolden golden, String variant, StageTwo.Result result) {
        var wanted = golden.floats("train." + variant + ".step_loss");
        for (int t = 0; t < wanted.length; t++) {
            assertThat(result.terms()[t]).isEqualTo(wanted[t], Offset.offset(1e-5f));
        }
        assertThat(result.terms()).hasSameSizeAs(wanted);
    }

    private static NDList observe(TrainingGolden golden) {
        var batch = golden.batch(false);
        try (var arguments = new CallArguments()) {
            golden.text
                    .inputs(batch, golden.config.recurrentSteps(), golden.manager)
                    .forEach(arguments::add);
            arguments.add(golden.manager.create(batch.targets(), new Shape(batch.targets().length)));
            arguments.addList(golden.parameters().inTextOrder());
            return golden.text.module().call(golden.manager, "observe", arguments);
        }
    }

    /** Gates of the steps 2..T. */
    private static NDArray published(TrainingGolden golden, NDArray states) {
        return copy(golden, states.get(new NDIndex("1:")));
    }

    /** What a call without gradients made cannot be differentiated through. */
    private static NDArray copy(TrainingGolden golden, NDArray array) {
        return golden.manager.create(array.toFloatArray(), array.getShape());
    }

    private static Parameters gate(TrainingGolden golden) {
        var all = golden.parameters();
        var gate = new LinkedHashMap<String, NDArray>();
        gate.put(WeightNames.GATE_WEIGHT, all.get(WeightNames.GATE_WEIGHT));
        gate.put(WeightNames.GATE_BIAS, all.get(WeightNames.GATE_BIAS));
        return Parameters.of(gate);
    }
}
