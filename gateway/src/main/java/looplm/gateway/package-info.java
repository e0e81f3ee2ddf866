/**
 * The public door: one request passes authentication, the safety screening, the depth policy and inference-service, and
 * comes back as a whole answer or as a stream.
 *
 * <p>Starting points: {@link looplm.gateway.chat.ChatProxy} for the way of one request, {@link
 * looplm.gateway.config.GatewayProperties} for every setting.
 */
@NullMarked
package looplm.gateway;

import org.jspecify.annotations.NullMarked;
