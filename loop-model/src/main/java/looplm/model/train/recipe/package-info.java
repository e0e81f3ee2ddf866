/**
 * How a model is trained, as a checked YAML file.
 *
 * <p>Starting points: {@link looplm.model.train.recipe.RecipeFile} reads, {@link looplm.model.train.recipe.Recipe} holds.
 */
@NullMarked
package looplm.model.train.recipe;

import org.jspecify.annotations.NullMarked;
