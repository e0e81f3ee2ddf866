/**
 * Measures a trained model and writes what is known about it: accuracy by recurrent step, depth profile, model card.
 *
 * <p>Starting points: {@link looplm.model.train.report.Scorer}, {@link looplm.model.train.report.ProfileTuner}, {@link
 * looplm.model.train.report.ModelCard}.
 */
@NullMarked
package looplm.model.train.report;

import org.jspecify.annotations.NullMarked;
