/**
 * What a model directory holds, without loading it.
 *
 * <p>Starting points: {@link looplm.model.inspect.Inspection}, {@link looplm.model.inspect.WeightScan}.
 */
@NullMarked
package looplm.model.inspect;

import org.jspecify.annotations.NullMarked;
