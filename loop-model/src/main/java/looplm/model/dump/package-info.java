/**
 * What a model computes for given ids, as a file of named tensors that any implementation can be compared with.
 *
 * <p>Starting points: {@link looplm.model.dump.ForwardDump}, {@link looplm.model.dump.DumpComparison}.
 */
@NullMarked
package looplm.model.dump;

import org.jspecify.annotations.NullMarked;
