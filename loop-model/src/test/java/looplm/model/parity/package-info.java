/**
 * The model against the reference implementation, quantity by quantity.
 *
 * <p>Starting points: {@link looplm.model.parity.ParityTest}.
 */
@NullMarked
package looplm.model.parity;

import org.jspecify.annotations.NullMarked;
