/**
 * Keys and values of past tokens, per recurrent step and layer.
 *
 * <p>Starting points: {@link looplm.model.cache.KvCache}, {@link looplm.model.cache.KvPolicy}.
 */
@NullMarked
package looplm.model.cache;

import org.jspecify.annotations.NullMarked;
