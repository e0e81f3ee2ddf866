/**
 * The part of the Jinja template language that chat templates are written in, with Jinja2's own semantics.
 *
 * <p>Templates come from strangers. So everything a template may name is listed in this package, anything else is refused
 * when it is parsed, values are plain (text, numbers, lists, maps), no Java object can be reached, and work and sizes are
 * bounded.
 *
 * <p>Starting points: {@link looplm.model.text.jinja.JinjaTemplate}, {@link looplm.model.text.jinja.TemplateParser}.
 */
@NullMarked
package looplm.model.text.jinja;

import org.jspecify.annotations.NullMarked;
