/**
 * Chooses what each effort means for a model.
 *
 * <p>Starting points: {@link looplm.trainer.profile.ProfileTuner}, {@link looplm.trainer.profile.GeneratedAnswers} (what it
 * measures by).
 */
@NullMarked
package looplm.trainer.profile;

import org.jspecify.annotations.NullMarked;
