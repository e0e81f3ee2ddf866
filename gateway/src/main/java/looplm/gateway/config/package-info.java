/**
 * Settings and wiring. Nothing imports this package.
 *
 * <p>Starting point: {@link looplm.gateway.config.GatewayProperties}.
 */
@NullMarked
package looplm.gateway.config;

import org.jspecify.annotations.NullMarked;
