/**
 * Who may call: virtual keys on {@code /v1/**}, the service token between services.
 *
 * <p>A key is shown once and kept as its SHA-256: keys carry 256 random bits, so a slow hash would add nothing but
 * latency. Starting points: {@link looplm.gateway.auth.ApiKeys} for look-ups, {@link looplm.gateway.auth.ApiKeyStore} for
 * what lies in PostgreSQL, {@link looplm.gateway.auth.KeySecret} for the form of a key.
 */
@NullMarked
package looplm.gateway.auth;

import org.jspecify.annotations.NullMarked;
