/**
 * The HTTP API: assessments of prompts and answers, and OpenAI's moderations.
 *
 * <p>Starting points: {@link looplm.safety.assessment.AssessmentController}, {@link looplm.safety.assessment.Assessor}.
 */
@NullMarked
package looplm.safety.assessment;

import org.jspecify.annotations.NullMarked;
