/**
 * {@code looplm bench engine}: how much of the compute that early exits save the engine turns into tokens.
 *
 * <p>Starting points: {@link looplm.bench.engine.BenchEngineCommand}, {@link
 * looplm.bench.engine.DecodeArm} measures, {@link looplm.bench.engine.TickCosts} models.
 */
@NullMarked
package looplm.bench.engine;

import org.jspecify.annotations.NullMarked;
