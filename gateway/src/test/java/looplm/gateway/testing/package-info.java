/**
 * Real loopback servers in place of the other services, and the gateway itself on a free port.
 *
 * <p>Starting points: {@link looplm.gateway.testing.TestingGateway}, {@link looplm.gateway.testing.TestingInferenceServer},
 * {@link looplm.gateway.testing.TestingSafetyServer}.
 */
@NullMarked
package looplm.gateway.testing;

import org.jspecify.annotations.NullMarked;
