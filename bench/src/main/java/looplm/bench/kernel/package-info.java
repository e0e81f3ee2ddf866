/**
 * Measures how close a decode step comes to the machine's memory bandwidth, with random weights, and what a tick moves.
 *
 * <p>Starting points: {@link looplm.bench.kernel.KernelBench}, {@link looplm.bench.measure.BenchShape}, {@link
 * looplm.bench.measure.KvTraffic}.
 */
@NullMarked
package looplm.bench.kernel;

import org.jspecify.annotations.NullMarked;
