/**
 * The HTTP edge of a Spring MVC service: what is checked before any of the service's own code sees a request, and why a
 * request is refused. A service makes beans of the filters; they know their order: request id, service token, body. How an
 * error is written stays with the service ({@link looplm.edge.FaultWriter}).
 *
 * <p>Starting points: {@link looplm.edge.ServiceTokenFilter}, {@link looplm.edge.BodyFaults}.
 */
@NullMarked
package looplm.edge;

import org.jspecify.annotations.NullMarked;
