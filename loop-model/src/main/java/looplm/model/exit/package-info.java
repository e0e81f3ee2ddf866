/**
 * How deep a token goes: the exit distribution of the gate, the policies that read it, the depth profile of a model.
 *
 * <p>Starting points: {@link looplm.model.exit.ExitPolicy}, {@link looplm.model.exit.ExitDistribution}, {@link
 * looplm.model.exit.DepthProfile}.
 */
@NullMarked
package looplm.model.exit;

import org.jspecify.annotations.NullMarked;
