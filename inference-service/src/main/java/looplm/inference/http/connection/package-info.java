/**
 * The client's end of a connection, watched: the servlet API tells of a client that left only when a write fails.
 *
 * <p>Starting point: {@link looplm.inference.http.connection.ClientConnection}.
 */
@NullMarked
package looplm.inference.http.connection;

import org.jspecify.annotations.NullMarked;
