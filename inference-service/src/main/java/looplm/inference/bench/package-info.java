/**
 * Measures this service as its clients see it: started in this process, asked over HTTP.
 *
 * <p>Starting points: {@link looplm.inference.bench.BenchServeCommand}, {@link looplm.inference.bench.ServeArm}.
 */
@NullMarked
package looplm.inference.bench;

import org.jspecify.annotations.NullMarked;
