/**
 * How a model is trained, as a checked YAML file.
 *
 * <p>Starting points: {@link looplm.trainer.recipe.RecipeFile} reads, {@link looplm.trainer.recipe.Recipe} holds.
 */
@NullMarked
package looplm.trainer.recipe;

import org.jspecify.annotations.NullMarked;
