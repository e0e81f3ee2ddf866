/**
 * Commands that need the model in their own process.
 *
 * <p>Starting points: {@link looplm.model.cli.ModelCommand}.
 */
@NullMarked
package looplm.model.cli;

import org.jspecify.annotations.NullMarked;
