/**
 * What is trained on: documents from tasks or files, drawn for each update and packed into batches.
 *
 * <p>Starting points: {@link looplm.trainer.data.TrainingData} (where documents come from), {@link
 * looplm.trainer.data.TrainingBatch} (how they lie in a tensor).
 */
@NullMarked
package looplm.trainer.data;

import org.jspecify.annotations.NullMarked;
