/**
 * The platform that is besieged, seen as its operator sees it: processes, probes, memory, books.
 *
 * <p>Starting points: {@link looplm.bench.siege.platform.BesiegedPlatform}, {@link looplm.bench.siege.platform.Books}.
 */
@NullMarked
package looplm.bench.siege.platform;

import org.jspecify.annotations.NullMarked;
