/**
 * The append-only record of decisions: digests instead of texts, chained by hash.
 *
 * <p>Starting points: {@link looplm.safety.audit.DecisionLog}, {@link looplm.safety.audit.AuditChain}.
 */
@NullMarked
package looplm.safety.audit;

import org.jspecify.annotations.NullMarked;
