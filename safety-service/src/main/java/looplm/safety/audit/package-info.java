/**
 * The append-only record of decisions: digests instead of texts, chained by hash.
 *
 * <p>Starting points: {@link looplm.safety.audit.AuditLog}, {@link looplm.safety.audit.AuditChain}.
 */
@NullMarked
package looplm.safety.audit;

import org.jspecify.annotations.NullMarked;
