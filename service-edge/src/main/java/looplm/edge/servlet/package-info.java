/**
 * The HTTP edge of a Spring MVC service: what is checked before any of the service's own code sees a request, and how every
 * error is answered. A service makes beans of the filters, which know their order (request id, service token, body), and
 * imports {@link looplm.edge.servlet.ErrorHandling}.
 *
 * <p>Starting points: {@link looplm.edge.servlet.ErrorHandling}, {@link looplm.edge.servlet.ServiceTokenFilter}, {@link
 * looplm.edge.servlet.BodyFaults}.
 */
@NullMarked
package looplm.edge.servlet;

import org.jspecify.annotations.NullMarked;
