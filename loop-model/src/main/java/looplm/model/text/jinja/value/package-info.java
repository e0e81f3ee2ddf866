/**
 * What a template computes with: values, texts and their methods as Python has them, within bounds.
 *
 * <p>Values are plain. No Java object can be reached from them, and nothing that a template was given can be changed.
 *
 * <p>Starting points: {@link looplm.model.text.jinja.value.Value}, {@link looplm.model.text.jinja.value.Methods}.
 */
@NullMarked
package looplm.model.text.jinja.value;

import org.jspecify.annotations.NullMarked;
