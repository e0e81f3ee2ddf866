/**
 * Measures how close a decode step comes to the machine's memory bandwidth, with random weights.
 *
 * <p>Starting points: {@link looplm.model.bench.KernelBench}, {@link looplm.model.bench.BenchShape}.
 */
@NullMarked
package looplm.model.bench;

import org.jspecify.annotations.NullMarked;
