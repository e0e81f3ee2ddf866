/**
 * What the platform's services have in common at their HTTP edge, whatever web stack they stand on: the service token, the
 * request id, strict JSON, why a request is refused and what it is told, settings that cannot be used. No servlets here:
 * the gateway, which is reactive, uses this package too; {@link looplm.edge.servlet} is for the services behind it.
 *
 * <p>Starting points: {@link looplm.edge.RefusedException} to refuse a request, {@link looplm.edge.ErrorBody} for what
 * becomes of it, {@link looplm.edge.SettingException} to end a start, {@link looplm.edge.QuietLogger} for what a flood repeats.
 */
@NullMarked
package looplm.edge;

import org.jspecify.annotations.NullMarked;
