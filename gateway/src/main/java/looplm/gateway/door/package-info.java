/**
 * The network door of the gateway: who is at the other end of a connection, and how much of one client and of all clients
 * together is taken in.
 *
 * <p>Starting point: {@link looplm.gateway.door.ClientAddress}.
 */
@NullMarked
package looplm.gateway.door;

import org.jspecify.annotations.NullMarked;
