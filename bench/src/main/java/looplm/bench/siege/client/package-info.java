/**
 * The clients of a siege, good ones and others, over connections of their own making.
 *
 * <p>Starting points: {@link looplm.bench.siege.client.Crowd}, and the kinds: {@link
 * looplm.bench.siege.client.GoodKinds}, {@link looplm.bench.siege.client.HostileBodies}, {@link
 * looplm.bench.siege.client.HostileConnections}, {@link looplm.bench.siege.client.ConsoleKinds}.
 */
@NullMarked
package looplm.bench.siege.client;

import org.jspecify.annotations.NullMarked;
