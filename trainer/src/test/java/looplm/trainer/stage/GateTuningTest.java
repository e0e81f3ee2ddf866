package looplm.trainer.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import looplm.model.script.ScriptModule;
import looplm.model.testing.TinyLoopLm;
import looplm.trainer.StopSignal;
import looplm.trainer.TinyRecipe;
import looplm.trainer.Trainer;
import looplm.trainer.recipe.StageTwoSettings.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateTuningTest {

    @TempDir
    private Path directory;

    @Test
    void tuneGate_givesEachTargetItsGate_andTakesTheRecipesOne() throws IOException {
        try (var trainer = trained("tiny", "tiny")) {
            var before = trainer.gate();

            Map<Target, GateWeights> gates = trainer.tuneGate();

            assertThat(gates).containsOnlyKeys(Target.PUBLISHED, Target.LOOK_AHEAD);
            assertThat(trainer.gate().weight())
                    .isEqualTo(gates.get(Target.LOOK_AHEAD).weight())
                    .isNotEqualTo(gates.get(Target.PUBLISHED).weight())
                    .isNotEqualTo(before.weight());
        }
    }

    @Test
    void tuneGate_givesTheSameGate_whenItIsRunAgain() throws IOException {
        try (var trainer = trained("tiny", "tiny")) {
            var once = trainer.tuneGate().get(Target.LOOK_AHEAD);

            assertThat(trainer.tuneGate().get(Target.LOOK_AHEAD).weight()).isEqualTo(once.weight());
        }
    }

    @Test
    void tuneGate_leavesTheGate_whenTheRecipeHasNoStageTwo() throws IOException {
        String stageTwo = """
                stage_two: {target: look_ahead, k: 50, gamma: 0.05, positions: 400, updates: 50, batch: 64,
                            learning_rate: 1.0e-2, final_factor: 0.05}
                """;
        try (var trainer = trained(stageTwo, "")) {
            var before = trainer.gate();

            assertThat(trainer.tuneGate()).isEmpty();
            assertThat(trainer.gate().weight()).isEqualTo(before.weight());
        }
    }

    @Test
    void new_refuses_whenThereIsNothingToLeave() {
        try (NDManager manager = ScriptModule.newManager();
                var text = new LoopText(manager, TinyLoopLm.config())) {
            assertThatThrownBy(() -> new GateTuning(text, 1, 8))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("stage_two: 1 recurrent step");
        }
    }

    private Trainer trained(String old, String replacement) throws IOException {
        var trainer = TinyRecipe.trainer(TinyRecipe.read(directory, old, replacement), directory.resolve("out"));
        trainer.train(Optional.empty(), new StopSignal(), report -> {});
        return trainer;
    }
}
