/**
 * {@code looplm bench engine}: how much of the compute that early exits save the engine turns into tokens.
 *
 * <p>Starting points: {@link looplm.inference.runner.bench.BenchEngineCommand}, {@link
 * looplm.inference.runner.bench.DecodeArm} measures, {@link looplm.inference.runner.bench.TickCosts} models.
 */
@NullMarked
package looplm.inference.runner.bench;

import org.jspecify.annotations.NullMarked;
