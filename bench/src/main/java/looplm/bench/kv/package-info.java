/**
 * Measurements of the model that need its tasks.
 *
 * <p>Starting points: {@link looplm.bench.kv.KvBench}.
 */
@NullMarked
package looplm.bench.kv;

import org.jspecify.annotations.NullMarked;
