/**
 * What a model directory answers: every question at every recurrent step.
 *
 * <p>Starting points: {@link looplm.trainer.scoring.AnswerScorer} (all steps in one pass), {@link
 * looplm.trainer.scoring.ExitCurve} (what exit rules give).
 */
@NullMarked
package looplm.trainer.scoring;

import org.jspecify.annotations.NullMarked;
