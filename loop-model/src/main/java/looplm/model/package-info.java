/**
 * The LoopLM as a Java type: thin typed calls into the forward text {@code loop_lm.py}, which is read first.
 *
 * <p>Starting points: {@link looplm.model.LoopLm}.
 */
@NullMarked
package looplm.model;

import org.jspecify.annotations.NullMarked;
