/**
 * How blocking database work is kept off the event loop. A room of its own, though it holds one class: keys and the
 * console's health both ask through it and shall not know one another.
 *
 * <p>Starting point: {@link looplm.gateway.database.Database}.
 */
@NullMarked
package looplm.gateway.database;

import org.jspecify.annotations.NullMarked;
