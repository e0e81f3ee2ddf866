/**
 * The way of one generating request: read and checked, screened, deepened where safety wants it (who wins: safety before
 * the client), relayed to inference-service, its answer screened and returned whole or as a stream.
 *
 * <p>Starting points: {@link looplm.gateway.chat.ChatProxy}, {@link looplm.gateway.chat.StreamRelay}, {@link
 * looplm.gateway.chat.WholeRelay}.
 */
@NullMarked
package looplm.gateway.chat;

import org.jspecify.annotations.NullMarked;
