/**
 * Which models there are and how inference-service is called: attempts with ids of their own, time limits, server-sent
 * events one by one, cancellation.
 *
 * <p>Starting points: {@link looplm.gateway.routing.InferenceClient}, {@link looplm.gateway.routing.RouteTable}.
 */
@NullMarked
package looplm.gateway.routing;

import org.jspecify.annotations.NullMarked;
