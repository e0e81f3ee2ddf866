/**
 * Measures how close a decode step comes to the machine's memory bandwidth, with random weights, and what a tick moves.
 *
 * <p>Starting points: {@link looplm.model.bench.KernelBench}, {@link looplm.model.bench.BenchShape}, {@link
 * looplm.model.bench.KvTraffic}.
 */
@NullMarked
package looplm.model.bench;

import org.jspecify.annotations.NullMarked;
