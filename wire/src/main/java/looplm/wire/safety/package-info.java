/**
 * What safety-service is asked and what it answers.
 *
 * <p>Starting points: {@link looplm.wire.safety.AssessmentRequest}, {@link looplm.wire.safety.Assessment}.
 */
@NullMarked
package looplm.wire.safety;

import org.jspecify.annotations.NullMarked;
