package looplm.model.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import looplm.model.text.jinja.Node.Arguments;
import looplm.model.text.jinja.Node.Expression;
import looplm.model.text.jinja.Token.Kind;
import looplm.model.text.jinja.value.JinjaException;
import looplm.model.text.jinja.value.Methods;
import org.jspecify.annotations.Nullable;

/** Parses expressions with Jinja2's precedence: conditional, or, and, not, comparison, + -, ~, * / // %, sign, **. */
final class ExpressionParser {

    private static final int MAX_NESTING = 64;
    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final Set<String> MISSING_FUNCTIONS = Set.of("caller", "cycler", "joiner", "lipsum");
    private static final Set<String> AFTER_TEST = Set.of("else", "or", "and", "is", "if", "in", "not");

    private final TokenStream tokens;
    private int nesting;
    private int macros;
    private int branches;

    ExpressionParser(TokenStream tokens) {
        this.tokens = tokens;
    }

    /** Tells that a macro begins (1) or ends (-1): in it, some names mean more. */
    void macro(int change) {
        macros += change;
    }

    /** Tells that the branches of a condition begin (1) or end (-1). */
    void branches(int change) {
        branches += change;
    }

    /** A whole expression, conditional included. */
    Expression parse() {
        if (++nesting > MAX_NESTING) {
            throw JinjaException.at(
                    tokens.peek().line(), "expression: nested deeper than " + MAX_NESTING + " (expected: less)");
        }
        Expression value = or();
        while (tokens.skipName("if")) {
            Expression condition = or();
            Expression otherwise = tokens.skipName("else") ? parse() : null;
            value = new Node.Conditional(condition, value, otherwise);
        }
        nesting--;
        return value;
    }

    /** One expression, or several separated by commas as a tuple. */
    Expression parseTuple() {
        Expression first = parse();
        if (!tokens.peek().isOperator(",")) {
            return first;
        }
        var elements = new ArrayList<>(List.of(first));
        while (tokens.skipOperator(",")) {
            if (tokens.peek().is(Kind.TAG_END) || tokens.peek().is(Kind.OUTPUT_END)) {
                break;
            }
            elements.add(parse());
        }
        return new Node.TupleOf(elements);
    }

    /** Without the conditional form, as {@code for x in items if condition} needs it. */
    Expression or() {
        Expression left = and();
        while (tokens.skipName("or")) {
            left = new Node.Or(left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (tokens.skipName("and")) {
            left = new Node.And(left, not());
        }
        return left;
    }

    private Expression not() {
        if (!tokens.skipName("not")) {
            return comparison();
        }
        if (++nesting > MAX_NESTING) {
            throw tokens.unexpected("less nesting");
        }
        Expression operand = not();
        nesting--;
        return new Node.Not(operand);
    }

    private Expression comparison() {
        Expression first = sum();
        var operators = new ArrayList<String>();
        var others = new ArrayList<Expression>();
        while (true) {
            Token token = tokens.peek();
            if (token.is(Kind.OPERATOR) && COMPARISONS.contains(token.text())) {
                operators.add(tokens.next().text());
            } else if (tokens.skipName("in")) {
                operators.add("in");
            } else if (token.isName("not") && tokens.peekNext().isName("in")) {
                tokens.next();
                tokens.next();
                operators.add("not in");
            } else {
                break;
            }
            others.add(sum());
        }
        return operators.isEmpty() ? first : new Node.Comparison(first, operators, others);
    }

    private Expression sum() {
        Expression left = concatenation();
        while (tokens.peek().isOperator("+") || tokens.peek().isOperator("-")) {
            left = new Node.Binary(tokens.next().text(), left, concatenation());
        }
        return left;
    }

    private Expression concatenation() {
        Expression left = product();
        while (tokens.skipOperator("~")) {
            left = new Node.Binary("~", left, product());
        }
        return left;
    }

    private Expression product() {
        Expression left = power();
        while (Set.of("*", "/", "//", "%").contains(tokens.peek().text())
                && tokens.peek().is(Kind.OPERATOR)) {
            left = new Node.Binary(tokens.next().text(), left, power());
        }
        return left;
    }

    private Expression power() {
        Expression left = unary(true);
        while (tokens.skipOperator("**")) {
            left = new Node.Binary("**", left, unary(true));
        }
        return left;
    }

    private Expression unary(boolean withFilters) {
        Expression value;
        if (tokens.peek().isOperator("-") || tokens.peek().isOperator("+")) {
            if (++nesting > MAX_NESTING) {
                throw tokens.unexpected("less nesting");
            }
            boolean minus = tokens.next().isOperator("-");
            Expression operand = unary(false);
            value = minus ? new Node.Negate(operand) : operand;
            nesting--;
        } else {
            value = primary();
        }
        value = postfix(value);
        return withFilters ? filters(value) : value;
    }

    private Expression primary() {
        Token token = tokens.next();
        return switch (token.kind()) {
            case NAME -> named(token);
            case STRING -> {
                var text = new StringBuilder(token.text());
                while (tokens.peek().is(Kind.STRING)) {
                    text.append(tokens.next().text());
                }
                yield new Node.Literal(text.toString());
            }
            case INTEGER -> new Node.Literal(integer(token));
            case FLOAT -> new Node.Literal(Double.valueOf(token.text()));
            case OPERATOR -> bracketed(token);
            case TEXT, OUTPUT_BEGIN, OUTPUT_END, TAG_BEGIN, TAG_END, END ->
                throw JinjaException.at(token.line(), "expression: missing");
        };
    }

    private Expression named(Token name) {
        return switch (name.text()) {
            case "true", "True" -> new Node.Literal(true);
            case "false", "False" -> new Node.Literal(false);
            case "none", "None" -> new Node.Literal(null);
            default -> {
                if (macros > 0 && (name.text().equals("varargs") || name.text().equals("kwargs"))) {
                    throw JinjaException.at(name.line(), name.text() + " (expected: parameters by name)");
                }
                yield new Node.Name(name.text());
            }
        };
    }

    private static Long integer(Token token) {
        try {
            return Long.valueOf(token.text());
        } catch (NumberFormatException e) {
            throw JinjaException.at(token.line(), token.text() + " (expected: a number below 2^63)");
        }
    }

    private Expression bracketed(Token token) {
        return switch (token.text()) {
            case "(" -> parenthesised();
            case "[" -> new Node.ListOf(elements("]"));
            case "{" -> map();
            default -> throw JinjaException.at(token.line(), "'" + token.text() + "' (expected: an expression)");
        };
    }

    private Expression parenthesised() {
        if (tokens.skipOperator(")")) {
            return new Node.TupleOf(List.of());
        }
        Expression first = parse();
        if (tokens.skipOperator(")")) {
            return first;
        }
        tokens.expectOperator(",");
        var elements = new ArrayList<>(List.of(first));
        elements.addAll(elements(")"));
        return new Node.TupleOf(elements);
    }

    private List<Expression> elements(String closing) {
        var elements = new ArrayList<Expression>();
        while (!tokens.skipOperator(closing)) {
            elements.add(parse());
            if (!tokens.peek().isOperator(closing)) {
                tokens.expectOperator(",");
            }
        }
        return elements;
    }

    private Expression map() {
        var keys = new ArrayList<Expression>();
        var values = new ArrayList<Expression>();
        while (!tokens.skipOperator("}")) {
            keys.add(parse());
            tokens.expectOperator(":");
            values.add(parse());
            if (!tokens.peek().isOperator("}")) {
                tokens.expectOperator(",");
            }
        }
        return new Node.MapOf(keys, values);
    }

    private Expression postfix(Expression start) {
        Expression value = start;
        while (true) {
            if (tokens.skipOperator(".")) {
                Token name = tokens.next();
                if (name.is(Kind.INTEGER)) {
                    value = new Node.Item(value, new Node.Literal(integer(name)));
                } else if (name.is(Kind.NAME)) {
                    value = new Node.Attribute(value, name.text());
                } else {
                    throw JinjaException.at(name.line(), "'" + name.text() + "' (expected: a name)");
                }
            } else if (tokens.skipOperator("[")) {
                value = subscript(value);
            } else if (startsCall()) {
                requireSupported(value);
                value = new Node.Call(value, arguments());
            } else {
                return value;
            }
        }
    }

    /** Refuses a call of what Python or Jinja2 have and this package has not: it would fail in the middle of a prompt. */
    private void requireSupported(Expression callee) {
        int line = tokens.peek().line();
        if (callee instanceof Node.Attribute method && Methods.isMissing(method.name())) {
            throw JinjaException.at(line, "method " + method.name() + " (expected: one of " + Methods.known() + ")");
        }
        if (callee instanceof Node.Name function && MISSING_FUNCTIONS.contains(function.name())) {
            throw JinjaException.at(
                    line,
                    "function " + function.name()
                            + " (expected: dict, namespace, raise_exception, range, strftime_now or a macro)");
        }
    }

    private boolean startsCall() {
        return tokens.peek().isOperator("(");
    }

    private Expression subscript(Expression base) {
        Expression start = tokens.peek().isOperator(":") ? null : parse();
        if (!tokens.skipOperator(":")) {
            tokens.expectOperator("]");
            if (start == null) {
                throw tokens.unexpected("an index");
            }
            return new Node.Item(base, start);
        }
        Expression stop = sliceEnd();
        Expression step = tokens.skipOperator(":") ? sliceEnd() : null;
        tokens.expectOperator("]");
        return new Node.Slice(base, start, stop, step);
    }

    private @Nullable Expression sliceEnd() {
        return tokens.peek().isOperator(":") || tokens.peek().isOperator("]") ? null : parse();
    }

    private Expression filters(Expression start) {
        Expression value = start;
        while (true) {
            if (tokens.skipOperator("|")) {
                Node.Applied filter = filter();
                value = new Node.Filter(value, filter.name(), filter.arguments());
            } else if (tokens.skipName("is")) {
                value = test(value);
            } else if (!startsCall()) {
                return value;
            } else {
                value = new Node.Call(value, arguments());
            }
        }
    }

    /** Filters without a value of their own, as the tags {@code filter} and {@code set} have them. */
    List<Node.Applied> appliedFilters() {
        var filters = new ArrayList<>(List.of(filter()));
        while (tokens.skipOperator("|")) {
            filters.add(filter());
        }
        return filters;
    }

    /** A name and its arguments; those that name a filter or test in turn must name one that there is. */
    private Node.Applied filter() {
        Token name = tokens.expect(Kind.NAME, "a filter's name");
        requireFilter(name.text(), name.line());
        Arguments arguments = optionalArguments();
        if (name.text().equals("map")) {
            literal(arguments, 0).ifPresent(filter -> requireFilter(filter, name.line()));
        }
        if (name.text().equals("select") || name.text().equals("reject")) {
            literal(arguments, 0).ifPresent(test -> requireTest(test, name.line()));
        }
        if (name.text().equals("selectattr") || name.text().equals("rejectattr")) {
            literal(arguments, 1).ifPresent(test -> requireTest(test, name.line()));
        }
        return new Node.Applied(name.text(), arguments);
    }

    /** One that Jinja2 does not know either fails in a branch only when the branch is taken, with Jinja2 as here. */
    private void requireFilter(String name, int line) {
        if (branches == 0 || Filters.isJinjas(name)) {
            Filters.requireKnown(name, line);
        }
    }

    private void requireTest(String name, int line) {
        if (branches == 0 || Tests.isJinjas(name)) {
            Tests.requireKnown(name, line);
        }
    }

    private static Optional<String> literal(Arguments arguments, int place) {
        return arguments.positional().size() > place
                        && arguments.positional().get(place) instanceof Node.Literal(String text)
                ? Optional.of(text)
                : Optional.empty();
    }

    private Expression test(Expression value) {
        boolean negated = tokens.skipName("not");
        Token name = tokens.next();
        requireTest(name.text(), name.line());
        Arguments arguments = optionalArguments();
        if (arguments.positional().isEmpty() && startsArgument()) {
            arguments = new Arguments(List.of(postfix(primary())), Map.of());
        }
        return new Node.Test(value, name.text(), arguments, negated);
    }

    /** A test takes one argument without parentheses: {@code x is divisibleby 3}. */
    private boolean startsArgument() {
        Token token = tokens.peek();
        return switch (token.kind()) {
            case STRING, INTEGER, FLOAT -> true;
            case NAME -> !AFTER_TEST.contains(token.text());
            case OPERATOR -> token.text().equals("[") || token.text().equals("{");
            case TEXT, OUTPUT_BEGIN, OUTPUT_END, TAG_BEGIN, TAG_END, END -> false;
        };
    }

    private Arguments optionalArguments() {
        return tokens.peek().isOperator("(") ? arguments() : new Arguments(List.of(), Map.of());
    }

    private Arguments arguments() {
        tokens.expectOperator("(");
        var positional = new ArrayList<Expression>();
        var named = new LinkedHashMap<String, Expression>();
        while (!tokens.skipOperator(")")) {
            if (tokens.peek().is(Kind.NAME) && tokens.peekNext().isOperator("=")) {
                String name = tokens.next().text();
                tokens.next();
                named.put(name, parse());
            } else {
                positional.add(parse());
            }
            if (!tokens.peek().isOperator(")")) {
                tokens.expectOperator(",");
            }
        }
        return new Arguments(positional, named);
    }
}
