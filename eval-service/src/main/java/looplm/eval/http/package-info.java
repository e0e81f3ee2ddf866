/**
 * What stands between the socket and the runs: filters and controllers.
 *
 * <p>Starting points: {@link looplm.eval.http.RunsController}, {@link looplm.eval.http.ServiceTokenFilter}.
 */
@NullMarked
package looplm.eval.http;

import org.jspecify.annotations.NullMarked;
