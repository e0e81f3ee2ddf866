package looplm.model.text.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import looplm.model.text.jinja.Node.Arguments;
import looplm.model.text.jinja.Node.Expression;
import looplm.model.text.jinja.value.Access;
import looplm.model.text.jinja.value.Arithmetic;
import looplm.model.text.jinja.value.Budget;
import looplm.model.text.jinja.value.CallValues;
import looplm.model.text.jinja.value.Function;
import looplm.model.text.jinja.value.JinjaException;
import looplm.model.text.jinja.value.Tuple;
import looplm.model.text.jinja.value.Undefined;
import looplm.model.text.jinja.value.Value;
import org.jspecify.annotations.Nullable;

/** Gives expressions their values. */
final class Evaluator {

    /** Parts of an expression inside one another, as {@code 1+1+1...} and {@code x|trim|trim...} make them. */
    private static final int MAX_DEPTH = 512;

    private final Budget budget;
    private int depth;

    Evaluator(Budget budget) {
        this.budget = budget;
    }

    @Nullable
    Object value(Expression expression, Scope scope) {
        budget.spend(1);
        if (++depth > MAX_DEPTH) {
            throw new JinjaException("expression: more than " + MAX_DEPTH + " parts in a chain (expected: fewer)");
        }
        try {
            return evaluated(expression, scope);
        } finally {
            depth--;
        }
    }

    private @Nullable Object evaluated(Expression expression, Scope scope) {
        return switch (expression) {
            case Node.Literal literal -> literal.value();
            case Node.Name name -> scope.get(name.name());
            case Node.ListOf list -> budget.checked(values(list.elements(), scope));
            case Node.TupleOf tuple -> {
                List<@Nullable Object> elements = values(tuple.elements(), scope);
                budget.checked(elements);
                yield new Tuple(elements);
            }
            case Node.MapOf map -> map(map, scope);
            case Node.Attribute attribute -> Access.attribute(value(attribute.base(), scope), attribute.name(), budget);
            case Node.Item item -> Access.item(value(item.base(), scope), value(item.key(), scope), budget);
            case Node.Slice slice -> slice(slice, scope);
            case Node.Call call -> call(call, scope);
            case Node.Filter filter ->
                Filters.apply(
                        value(filter.input(), scope), arguments(filter.name(), filter.arguments(), scope), budget);
            case Node.Test test ->
                Tests.holds(
                                value(test.input(), scope),
                                test.name(),
                                values(test.arguments().positional(), scope),
                                budget)
                        != test.negated();
            case Node.Not not -> !isTrue(not.operand(), scope);
            case Node.Negate negate -> Arithmetic.negate(value(negate.operand(), scope));
            case Node.And and -> {
                Object left = value(and.left(), scope);
                yield Value.isTrue(left) ? value(and.right(), scope) : left;
            }
            case Node.Or or -> {
                Object left = value(or.left(), scope);
                yield Value.isTrue(left) ? left : value(or.right(), scope);
            }
            case Node.Binary binary ->
                Arithmetic.apply(binary.operator(), value(binary.left(), scope), value(binary.right(), scope), budget);
            case Node.Comparison comparison -> compares(comparison, scope);
            case Node.Conditional conditional -> conditional(conditional, scope);
        };
    }

    boolean isTrue(Expression expression, Scope scope) {
        return Value.isTrue(value(expression, scope));
    }

    private @Nullable Object conditional(Node.Conditional conditional, Scope scope) {
        if (isTrue(conditional.condition(), scope)) {
            return value(conditional.then(), scope);
        }
        return conditional.otherwise() == null
                ? new Undefined("the else of a condition")
                : value(conditional.otherwise(), scope);
    }

    private boolean compares(Node.Comparison comparison, Scope scope) {
        Object left = value(comparison.first(), scope);
        for (int i = 0; i < comparison.operators().size(); i++) {
            Object right = value(comparison.others().get(i), scope);
            if (!compares(comparison.operators().get(i), left, right)) {
                return false;
            }
            left = right;
        }
        return true;
    }

    private boolean compares(String operator, @Nullable Object left, @Nullable Object right) {
        return switch (operator) {
            case "==" -> Value.same(left, right, budget);
            case "!=" -> !Value.same(left, right, budget);
            case "<" -> Value.compare(left, right, budget) < 0;
            case "<=" -> Value.compare(left, right, budget) <= 0;
            case ">" -> Value.compare(left, right, budget) > 0;
            case ">=" -> Value.compare(left, right, budget) >= 0;
            case "in" -> Value.contains(right, left, budget);
            case "not in" -> !Value.contains(right, left, budget);
            default -> throw new IllegalStateException("operator: " + operator);
        };
    }

    /** A value with filters applied one after the other. */
    @Nullable
    Object filtered(@Nullable Object start, List<Node.Applied> filters, Scope scope) {
        Object value = start;
        for (Node.Applied filter : filters) {
            value = Filters.apply(value, arguments(filter.name(), filter.arguments(), scope), budget);
        }
        return value;
    }

    private @Nullable Object call(Node.Call call, Scope scope) {
        String name = switch (call.callee()) {
            case Node.Attribute method -> method.name();
            case Node.Name named -> named.name();
            default -> "value";
        };
        Object callee = value(call.callee(), scope);
        CallValues arguments = arguments(name, call.arguments(), scope);
        return switch (callee) {
            case Function function -> {
                budget.enter();
                Object result = function.call(arguments);
                budget.leave();
                yield result;
            }
            case Undefined undefined -> throw undefined.asError();
            case null, default -> throw new JinjaException(name + ": a " + Value.kind(callee) + " cannot be called");
        };
    }

    private CallValues arguments(String name, Arguments arguments, Scope scope) {
        var named = new LinkedHashMap<String, @Nullable Object>();
        arguments.named().forEach((key, expression) -> named.put(key, value(expression, scope)));
        return new CallValues(name, values(arguments.positional(), scope), named);
    }

    private List<@Nullable Object> values(List<Expression> expressions, Scope scope) {
        var values = new ArrayList<@Nullable Object>(expressions.size());
        for (Expression expression : expressions) {
            values.add(value(expression, scope));
        }
        return values;
    }

    private Map<@Nullable Object, @Nullable Object> map(Node.MapOf map, Scope scope) {
        var values = new LinkedHashMap<@Nullable Object, @Nullable Object>();
        for (int i = 0; i < map.keys().size(); i++) {
            Object key = Value.key(value(map.keys().get(i), scope));
            values.put(key, value(map.values().get(i), scope));
        }
        return values;
    }

    private @Nullable Object slice(Node.Slice slice, Scope scope) {
        Object base = value(slice.base(), scope);
        budget.spend(Value.plain(base) instanceof String text ? text.length() / 8 : 0);
        return Access.slice(
                base, optional(slice.start(), scope), optional(slice.stop(), scope), optional(slice.step(), scope));
    }

    private @Nullable Object optional(@Nullable Expression expression, Scope scope) {
        return expression == null ? null : value(expression, scope);
    }
}
