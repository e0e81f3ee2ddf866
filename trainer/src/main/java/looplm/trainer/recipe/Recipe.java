package looplm.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;

/**
 * Everything that decides what a training run computes. {@code recipes/README.md} explains each key.
 *
 * @param name name of the model
 * @param start directory of the checkpoint to go on from; without it a new model is made by {@code model} and {@code
 *     init}
 * @param vocabulary version of the task vocabulary, where the data are tasks
 * @param seed of the initial weights and of the order and choice of all documents
 * @param precision of the forward pass and its gradients
 * @param stageTwo training of the exit gate afterwards; without it the gate stays as Stage I left it
 * @param goals what the model card judges, where the data are tasks
 */
public record Recipe(
        String name,
        Optional<String> start,
        Optional<String> vocabulary,
        long seed,
        Precision precision,
        Optional<Shape> model,
        Optional<Init> init,
        Data data,
        Loss loss,
        AdamWSettings optimizer,
        Schedule schedule,
        Checkpoints checkpoints,
        @JsonProperty("stage_two") Optional<StageTwoSettings> stageTwo,
        Evaluation evaluation,
        Optional<Goals> goals) {

    public Recipe {
        Check.that(!name.isBlank(), "name", name, "a name");
        boolean fresh = start.isEmpty();
        Check.that(model.isPresent() == fresh, "model", Check.present(model), fresh ? "given" : "absent beside start");
        Check.that(init.isPresent() == fresh, "init", Check.present(init), fresh ? "given" : "absent beside start");
        boolean tasks = !data.tasks().isEmpty();
        Check.that(tasks || !fresh, "start", "absent", "a checkpoint, whose tokenizer reads data.files");
        Check.that(
                vocabulary.isPresent() == tasks, "vocabulary", Check.present(vocabulary), tasks ? "given" : "absent");
        Check.that(tasks || goals.isEmpty(), "goals", "given", "absent: only tasks are measured");
        Check.that(
                data.tokens() > 0 || (!fresh && stageTwo.isPresent()),
                "data.tokens",
                data.tokens(),
                "above 0; 0 only for stage_two alone, beside start");
    }
}
