/**
 * The LoopLM as a Java type: thin typed calls into the forward text {@code loop_lm.py}, which is read first.
 *
 * <p>Starting points: {@link looplm.model.LoopLm}, {@link looplm.model.TextModel} (a whole model directory), {@link
 * looplm.model.SerialGenerator} (the oracle), {@link looplm.model.kernel.MatrixForm} (how weights are held and multiplied).
 */
@NullMarked
package looplm.model;

import org.jspecify.annotations.NullMarked;
