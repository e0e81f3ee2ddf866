/**
 * Likelihoods of continuations, computed beside the rows in what time and memory they leave.
 *
 * <p>Starting point: {@link looplm.inference.engine.scoring.ScoringDesk}.
 */
@NullMarked
package looplm.inference.engine.scoring;

import org.jspecify.annotations.NullMarked;
