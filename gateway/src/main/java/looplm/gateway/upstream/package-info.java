/**
 * What all calls to other services share: the service token, the guard (bulkhead, retry, circuit breaker) and the
 * translation of failures.
 *
 * <p>Starting points: {@link looplm.gateway.upstream.Guard}, {@link looplm.gateway.upstream.UpstreamFailures}.
 */
@NullMarked
package looplm.gateway.upstream;

import org.jspecify.annotations.NullMarked;
