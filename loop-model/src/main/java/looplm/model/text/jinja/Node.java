package looplm.model.text.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parsed template: statements and the expressions in them. */
sealed interface Node {

    /** Something that is done. */
    sealed interface Statement extends Node {}

    record Text(String content) implements Statement {}

    record Output(Expression value, int line) implements Statement {}

    /** The first branch whose condition holds; the last may have a condition that always does. */
    record If(List<Branch> branches, int line) implements Statement {}

    record Branch(Expression condition, List<Statement> body) {}

    record For(
            List<String> targets,
            Expression items,
            @Nullable Expression filter,
            List<Statement> body,
            List<Statement> otherwise,
            int line)
            implements Statement {}

    /** Assigns one name, or several from a list of as many. */
    record Assign(List<String> targets, Expression value, int line) implements Statement {}

    record AssignAttribute(String namespace, String attribute, Expression value, int line) implements Statement {}

    /** Assigns what its body renders, to a name or to an attribute of a namespace. */
    record AssignBlock(String target, @Nullable String attribute, List<Applied> filters, List<Statement> body, int line)
            implements Statement {}

    /** Shows what its body renders, filtered. */
    record FilterBlock(List<Applied> filters, List<Statement> body, int line) implements Statement {}

    /** A filter by itself. */
    record Applied(String name, Arguments arguments) {}

    /** Names that its body alone sees. */
    record With(List<String> names, List<Expression> values, List<Statement> body, int line) implements Statement {}

    record Macro(String name, List<Parameter> parameters, List<Statement> body) implements Statement {}

    record Parameter(String name, @Nullable Expression defaultValue) {}

    record Break() implements Statement {}

    record Continue() implements Statement {}

    /** Statements without a scope of their own. */
    record Group(List<Statement> body) implements Statement {}

    /** Something that has a value. */
    sealed interface Expression extends Node {}

    record Literal(@Nullable Object value) implements Expression {}

    record Name(String name) implements Expression {}

    record ListOf(List<Expression> elements) implements Expression {}

    record TupleOf(List<Expression> elements) implements Expression {}

    record MapOf(List<Expression> keys, List<Expression> values) implements Expression {}

    record Attribute(Expression base, String name) implements Expression {}

    record Item(Expression base, Expression key) implements Expression {}

    record Slice(
            Expression base,
            @Nullable Expression start,
            @Nullable Expression stop,
            @Nullable Expression step) implements Expression {}

    record Call(Expression callee, Arguments arguments) implements Expression {}

    record Filter(Expression input, String name, Arguments arguments) implements Expression {}

    record Test(Expression input, String name, Arguments arguments, boolean negated) implements Expression {}

    record Not(Expression operand) implements Expression {}

    record Negate(Expression operand) implements Expression {}

    record And(Expression left, Expression right) implements Expression {}

    record Or(Expression left, Expression right) implements Expression {}

    record Binary(String operator, Expression left, Expression right) implements Expression {}

    /** A chain such as {@code a < b <= c}. */
    record Comparison(Expression first, List<String> operators, List<Expression> others) implements Expression {}

    record Conditional(
            Expression condition, Expression then, @Nullable Expression otherwise) implements Expression {}

    record Arguments(List<Expression> positional, Map<String, Expression> named) {}
}
