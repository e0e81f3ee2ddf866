/**
 * Sheds load at the door: how many requests may be on their way at once follows from how long they take.
 *
 * <p>Starting points: {@link looplm.gateway.shedding.LoadLimit}, {@link looplm.gateway.shedding.LoadShedder}.
 */
@NullMarked
package looplm.gateway.shedding;

import org.jspecify.annotations.NullMarked;
