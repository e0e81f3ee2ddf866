package looplm.trainer.data;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Where documents come from. What an update draws depends on the recipe, the number of the update and {@link #state()},
 * and on nothing else, so a run that goes on from a checkpoint draws what it would have drawn.
 */
public sealed interface TrainingData permits TaskData, FileData {

    /**
     * The documents of an update.
     *
     * @param update its number, from 0; a negative one draws documents that no update of a run draws, where there are
     *     such
     */
    List<Document> draw(long update);

    /**
     * Tells what the model made of the documents of the last draw.
     *
     * @param right per document, whether its first predicted token was right at the last recurrent step
     */
    void learned(boolean[] right);

    /** Token that fills the right end of rows. */
    int padding();

    /** What a later draw depends on, as JSON values. */
    Map<String, Object> state();

    /** Takes over a state. */
    void restore(JsonNode state);

    /** Hardest level in training by task; empty where there are no levels. */
    Map<String, Integer> levels();
}
