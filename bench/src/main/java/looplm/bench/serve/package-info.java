/**
 * Measures this service as its clients see it: started in this process, asked over HTTP.
 *
 * <p>Starting points: {@link looplm.bench.serve.BenchServeCommand}, {@link looplm.bench.serve.ServeArm}.
 */
@NullMarked
package looplm.bench.serve;

import org.jspecify.annotations.NullMarked;
