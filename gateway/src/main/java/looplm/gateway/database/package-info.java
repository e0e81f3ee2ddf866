/**
 * How blocking database work is kept off the event loop.
 *
 * <p>Starting point: {@link looplm.gateway.database.Database}.
 */
@NullMarked
package looplm.gateway.database;

import org.jspecify.annotations.NullMarked;
