/**
 * The model card: its figures, its goals and its sections.
 *
 * <p>Starting points: {@link looplm.trainer.card.CardFigures} (the numbers), {@link looplm.trainer.card.ModelCard} (the
 * text), {@link looplm.trainer.card.MeasuredModel} (a model with both, as it is read back).
 */
@NullMarked
package looplm.trainer.card;

import org.jspecify.annotations.NullMarked;
