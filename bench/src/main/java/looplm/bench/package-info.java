/**
 * What the platform's parts cost on this machine, as ratios within one run.
 *
 * <p>Starting point: {@link looplm.bench.BenchCommand}, one subcommand a package.
 */
@NullMarked
package looplm.bench;

import org.jspecify.annotations.NullMarked;
