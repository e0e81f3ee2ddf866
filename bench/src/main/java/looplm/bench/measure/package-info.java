/**
 * What several benches measure with: shapes of random weights, percentiles, private memory, bytes that a tick moves.
 *
 * <p>Starting point: {@link looplm.bench.measure.BenchShape}.
 */
@NullMarked
package looplm.bench.measure;

import org.jspecify.annotations.NullMarked;
