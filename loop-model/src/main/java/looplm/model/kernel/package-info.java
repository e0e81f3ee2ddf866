/**
 * How weights are held and multiplied on the machine at hand: dtypes, the forms that each can take, and the probe that
 * finds the fastest of them when a model is loaded.
 *
 * <p>Starting points: {@link looplm.model.kernel.MatrixForm}, {@link looplm.model.kernel.KernelProbe}.
 */
@NullMarked
package looplm.model.kernel;

import org.jspecify.annotations.NullMarked;
