/**
 * Who may call, how much at once, and under which request id.
 *
 * <p>Starting points: {@link looplm.safety.access.ServiceTokenFilter}, {@link looplm.safety.access.RequestLimitsFilter}, {@link
 * looplm.safety.access.RequestIdFilter}.
 */
@NullMarked
package looplm.safety.access;

import org.jspecify.annotations.NullMarked;
