/**
 * What may enter the engine: every field of a request checked and resolved, a bounded queue, and the attempts that are
 * inside or were lately.
 *
 * <p>Starting points: {@link looplm.inference.admission.RequestLimits}, {@link
 * looplm.inference.admission.BoundedQueue}, {@link looplm.inference.admission.Attempts}.
 */
@NullMarked
package looplm.inference.admission;

import org.jspecify.annotations.NullMarked;
