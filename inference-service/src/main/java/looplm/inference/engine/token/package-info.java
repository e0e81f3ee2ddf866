/**
 * Tokens once the model is done with them: picked, read, turned into text, counted and told.
 *
 * <p>Starting points: {@link looplm.inference.engine.token.TokenEvent}, {@link looplm.inference.engine.token.Counts}.
 */
@NullMarked
package looplm.inference.engine.token;

import org.jspecify.annotations.NullMarked;
