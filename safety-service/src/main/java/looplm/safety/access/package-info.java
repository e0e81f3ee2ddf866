/**
 * How much callers may ask at once. Who may call, and under which request id, is settled before, by {@link looplm.edge}.
 *
 * <p>Starting point: {@link looplm.safety.access.RequestLimitsFilter}.
 */
@NullMarked
package looplm.safety.access;

import org.jspecify.annotations.NullMarked;
