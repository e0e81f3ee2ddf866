package looplm.model.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import looplm.model.text.jinja.Node.Branch;
import looplm.model.text.jinja.Node.Expression;
import looplm.model.text.jinja.Node.Parameter;
import looplm.model.text.jinja.Node.Statement;
import looplm.model.text.jinja.Token.Kind;
import looplm.model.text.jinja.value.JinjaException;
import org.jspecify.annotations.Nullable;

/** Parses a template. A tag, filter or test that this package does not have is refused here, used or not. */
final class TemplateParser {

    private static final int MAX_NESTING = 64;

    private final TokenStream tokens;
    private final ExpressionParser expressions;
    private int nesting;
    private int loops;

    private TemplateParser(TokenStream tokens) {
        this.tokens = tokens;
        this.expressions = new ExpressionParser(tokens);
    }

    /**
     * @throws JinjaException with the line and what was expected there
     */
    static List<Statement> parse(String template) {
        var parser = new TemplateParser(new TokenStream(Lexer.tokens(template)));
        List<Statement> statements = parser.body(Set.of());
        parser.tokens.expect(Kind.END, "the end of the template");
        return statements;
    }

    /** Statements up to a tag of one of these names, whose name is not consumed. */
    private List<Statement> body(Set<String> closing) {
        if (++nesting > MAX_NESTING) {
            throw tokens.unexpected("blocks nested less deep than " + MAX_NESTING);
        }
        var statements = new ArrayList<Statement>();
        while (!tokens.peek().is(Kind.END)) {
            Token token = tokens.next();
            switch (token.kind()) {
                case TEXT -> statements.add(new Node.Text(token.text()));
                case OUTPUT_BEGIN -> {
                    statements.add(new Node.Output(expressions.parseTuple(), token.line()));
                    tokens.expect(Kind.OUTPUT_END, "}}");
                }
                case TAG_BEGIN -> {
                    if (closing.contains(tokens.peek().text())) {
                        nesting--;
                        return statements;
                    }
                    statements.add(tag());
                }
                case OUTPUT_END, TAG_END, NAME, STRING, INTEGER, FLOAT, OPERATOR, END ->
                    throw JinjaException.at(token.line(), "'" + token.text() + "' (expected: a statement)");
            }
        }
        if (!closing.isEmpty()) {
            throw tokens.unexpected(
                    "{% " + String.join(" %} or {% ", closing.stream().sorted().toList()) + " %}");
        }
        nesting--;
        return statements;
    }

    private Statement tag() {
        Token name = tokens.next();
        return switch (name.text()) {
            case "if" -> ifTag(name.line());
            case "for" -> forTag(name.line());
            case "set" -> setTag(name.line());
            case "macro" -> macroTag();
            case "filter" -> {
                List<Node.Applied> filters = expressions.appliedFilters();
                end();
                yield new Node.FilterBlock(filters, closed("endfilter"), name.line());
            }
            case "with" -> withTag(name.line());
            case "break" -> jump(name, new Node.Break());
            case "continue" -> jump(name, new Node.Continue());
            // Marks what the assistant said, for training; renders what it encloses.
            case "generation" -> {
                end();
                yield new Node.Group(closed("endgeneration"));
            }
            default ->
                throw JinjaException.at(
                        name.line(),
                        "tag " + name.text()
                                + " (expected: if, for, set, macro, filter, with, break, continue, raw or generation)");
        };
    }

    private Statement ifTag(int line) {
        expressions.branches(1);
        var branches = new ArrayList<Branch>();
        Expression condition = expressions.parseTuple();
        while (true) {
            end();
            branches.add(new Branch(condition, body(Set.of("elif", "else", "endif"))));
            String next = tokens.next().text();
            if (next.equals("endif")) {
                break;
            }
            condition = next.equals("elif") ? expressions.parseTuple() : new Node.Literal(true);
            if (next.equals("else")) {
                end();
                branches.add(new Branch(condition, closedBody("endif")));
                break;
            }
        }
        end();
        expressions.branches(-1);
        return new Node.If(branches, line);
    }

    private Statement forTag(int line) {
        List<String> targets = targets();
        tokens.expectName("in");
        Expression items = expressions.or();
        Expression filter = tokens.skipName("if") ? expressions.parse() : null;
        end();
        loops++;
        List<Statement> body = body(Set.of("else", "endfor"));
        loops--;
        List<Statement> otherwise = List.of();
        if (tokens.next().text().equals("else")) {
            end();
            otherwise = closedBody("endfor");
        }
        end();
        return new Node.For(targets, items, filter, body, otherwise, line);
    }

    private Statement setTag(int line) {
        if (tokens.peekNext().isOperator(".")) {
            String namespace = name();
            tokens.next();
            String attribute = name();
            if (!tokens.skipOperator("=")) {
                return blockSet(namespace, attribute, line);
            }
            Expression value = expressions.parseTuple();
            end();
            return new Node.AssignAttribute(namespace, attribute, value, line);
        }
        List<String> targets = targets();
        if (tokens.skipOperator("=")) {
            Expression value = expressions.parseTuple();
            end();
            return new Node.Assign(targets, value, line);
        }
        return blockSet(targets.getFirst(), null, line);
    }

    private Statement blockSet(String target, @Nullable String attribute, int line) {
        List<Node.Applied> filters = tokens.skipOperator("|") ? expressions.appliedFilters() : List.of();
        end();
        return new Node.AssignBlock(target, attribute, filters, closed("endset"), line);
    }

    private Statement withTag(int line) {
        var names = new ArrayList<String>();
        var values = new ArrayList<Expression>();
        while (!tokens.peek().is(Kind.TAG_END)) {
            if (!names.isEmpty()) {
                tokens.expectOperator(",");
            }
            names.add(name());
            tokens.expectOperator("=");
            values.add(expressions.parse());
        }
        end();
        return new Node.With(names, values, closed("endwith"), line);
    }

    private Statement macroTag() {
        String name = name();
        tokens.expectOperator("(");
        var parameters = new ArrayList<Parameter>();
        while (!tokens.skipOperator(")")) {
            String parameter = name();
            parameters.add(new Parameter(parameter, tokens.skipOperator("=") ? expressions.parse() : null));
            if (!tokens.peek().isOperator(")")) {
                tokens.expectOperator(",");
            }
        }
        end();
        int outer = loops;
        loops = 0;
        expressions.macro(1);
        List<Statement> body = closed("endmacro");
        expressions.macro(-1);
        loops = outer;
        return new Node.Macro(name, parameters, body);
    }

    private Statement jump(Token name, Statement jump) {
        if (loops == 0) {
            throw JinjaException.at(name.line(), name.text() + " (expected: inside a for)");
        }
        end();
        return jump;
    }

    private List<String> targets() {
        boolean parenthesised = tokens.skipOperator("(");
        var targets = new ArrayList<>(List.of(name()));
        while (tokens.skipOperator(",")) {
            targets.add(name());
        }
        if (parenthesised) {
            tokens.expectOperator(")");
        }
        return targets;
    }

    private String name() {
        return tokens.expect(Kind.NAME, "a name").text();
    }

    private void end() {
        tokens.expect(Kind.TAG_END, "%}");
    }

    /** A body and its closing tag. */
    private List<Statement> closed(String closing) {
        List<Statement> body = closedBody(closing);
        end();
        return body;
    }

    private List<Statement> closedBody(String closing) {
        List<Statement> body = body(Set.of(closing));
        tokens.expectName(closing);
        return body;
    }
}
