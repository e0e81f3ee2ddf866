/**
 * Runs and suites over HTTP, behind the edge ({@link looplm.edge}).
 *
 * <p>Starting point: {@link looplm.eval.http.RunsController}.
 */
@NullMarked
package looplm.eval.http;

import org.jspecify.annotations.NullMarked;
