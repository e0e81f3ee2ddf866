/**
 * Measures a trained model and writes what is known about it: accuracy by recurrent step, depth profile, model card.
 *
 * <p>Starting points: {@link looplm.trainer.report.Scorer}, {@link looplm.trainer.report.ProfileTuner}, {@link
 * looplm.trainer.report.ModelCard}.
 */
@NullMarked
package looplm.trainer.report;

import org.jspecify.annotations.NullMarked;
