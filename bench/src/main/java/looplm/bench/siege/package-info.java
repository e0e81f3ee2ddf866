/**
 * {@code bench siege}: what hostile clients, overload and kills do to the platform, and whether its books are right
 * afterwards.
 *
 * <p>Starting points: {@link looplm.bench.siege.Siege}, {@link looplm.bench.siege.Promises}; who comes: {@link
 * looplm.bench.siege.SiegePlan}.
 */
@NullMarked
package looplm.bench.siege;

import org.jspecify.annotations.NullMarked;
