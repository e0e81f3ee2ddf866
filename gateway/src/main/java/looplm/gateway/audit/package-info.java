/**
 * One row for each authenticated request: who asked what of which model, what safety said, how it ended and what it cost.
 * Digests stand in for text.
 *
 * <p>A request reserves room for its row before any work is done, so the queue is bounded and still loses nothing:
 * where rows cannot be written, requests are refused. Starting points: {@link looplm.gateway.audit.AuditLog}, {@link
 * looplm.gateway.audit.RequestTrail}.
 */
@NullMarked
package looplm.gateway.audit;

import org.jspecify.annotations.NullMarked;
