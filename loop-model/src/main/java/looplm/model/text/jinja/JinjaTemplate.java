package looplm.model.text.jinja;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import looplm.model.text.jinja.Node.Statement;
import looplm.model.text.jinja.value.JinjaException;
import org.jspecify.annotations.Nullable;

/**
 * A parsed template.
 *
 * <p>Threads: safe from anywhere; a rendering shares nothing with another.
 */
public final class JinjaTemplate {

    private static final int MAX_CHARACTERS = 1 << 18;

    private final List<Statement> statements;

    private JinjaTemplate(List<Statement> statements) {
        this.statements = statements;
    }

    /**
     * Parses a template.
     *
     * @throws JinjaException naming the line, where the template uses anything this package does not have
     */
    public static JinjaTemplate parse(String source) {
        if (source.length() > MAX_CHARACTERS) {
            throw new JinjaException(source.length() + " characters (expected: at most " + MAX_CHARACTERS + ")");
        }
        return new JinjaTemplate(TemplateParser.parse(source));
    }

    /**
     * Renders it.
     *
     * @param variables texts, booleans, Longs, Doubles, and lists and maps of them; they are not changed
     * @param now what {@code strftime_now} shows
     * @throws JinjaException with the template's own words where it raises, else with the line and what went wrong
     */
    public String render(Map<String, ? extends @Nullable Object> variables, Supplier<LocalDateTime> now) {
        var renderer = new Renderer(now);
        Scope scope = new Scope(renderer.globals());
        variables.forEach(scope::set);
        try {
            return renderer.render(statements, scope);
        } catch (StackOverflowError e) {
            throw new JinjaException("values inside one another, too deep (expected: fewer levels)");
        }
    }
}
