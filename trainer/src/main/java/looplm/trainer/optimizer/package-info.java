/**
 * The trained values and how an update changes them.
 *
 * <p>Starting points: {@link looplm.trainer.optimizer.Parameters}, {@link looplm.trainer.optimizer.AdamW}, whose arithmetic
 * is the text {@code adamw.py} among the resources.
 */
@NullMarked
package looplm.trainer.optimizer;

import org.jspecify.annotations.NullMarked;
