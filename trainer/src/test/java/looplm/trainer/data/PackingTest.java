package looplm.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import looplm.model.script.ScriptModule;
import looplm.model.testing.TinyLoopLm;
import looplm.trainer.optimizer.ParameterSpec;
import looplm.trainer.optimizer.Parameters;
import looplm.trainer.recipe.Init;
import looplm.trainer.recipe.Precision;
import looplm.trainer.stage.LoopText;
import looplm.trainer.stage.StageOne;
import looplm.trainer.task.NanoTasks;
import looplm.trainer.task.NanoVocabulary;
import looplm.trainer.task.Split;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Documents that share a row teach what they teach alone. */
class PackingTest {

    private final NDManager manager = ScriptModule.newManager();
    private final NanoTasks tasks = new NanoTasks();

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void backward_givesTheSameLossAndGradients_whenDocumentsShareRows() {
        List<Document> documents = documents();
        var alone = TrainingBatch.rows(documents, NanoVocabulary.PAD);
        var packed = TrainingBatch.packed(documents, 32, NanoVocabulary.PAD);
        assertThat(packed.rows()).isLessThan(alone.rows() / 2);

        float[][] wanted = gradients(alone);
        float[][] actual = gradients(packed);

        for (int i = 0; i < wanted.length; i++) {
            for (int j = 0; j < wanted[i].length; j++) {
                assertThat(actual[i][j]).isEqualTo(wanted[i][j], Offset.offset(1e-6f + 1e-4f * Math.abs(wanted[i][j])));
            }
        }
    }

    private List<Document> documents() {
        var documents = new ArrayList<Document>();
        for (var task : tasks.all()) {
            tasks.evaluation(task, task.lastLevel(), Split.TRAIN, 4)
                    .forEach(item -> documents.add(Document.of(item, tasks.vocabulary(), 0, 0.25)));
        }
        return documents;
    }

    /** Loss, then the gradient of every parameter. */
    private float[][] gradients(TrainingBatch batch) {
        var config = TinyLoopLm.config();
        try (var text = new LoopText(manager, config)) {
            var parameters = Parameters.draw(ParameterSpec.of(config, new Init(0.2, 0.5, 0.1, 0.5)), 3, manager);
            var result = new StageOne(text, config.recurrentSteps(), Precision.FLOAT32)
                    .backward(batch, batch.weights(batch.weight()), 0.1, parameters);
            var all = new ArrayList<float[]>();
            all.add(new float[] {result.loss()});
            parameters.arrays().forEach(array -> all.add(array.getGradient().toFloatArray()));
            return all.toArray(float[][]::new);
        }
    }
}
