/**
 * Measurements of the model that need its tasks.
 *
 * <p>Starting points: {@link looplm.model.cli.bench.KvBench}.
 */
@NullMarked
package looplm.model.cli.bench;

import org.jspecify.annotations.NullMarked;
