package looplm.model.text.jinja;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import looplm.model.text.jinja.Node.Branch;
import looplm.model.text.jinja.Node.Statement;
import looplm.model.text.jinja.value.Budget;
import looplm.model.text.jinja.value.CallValues;
import looplm.model.text.jinja.value.Function;
import looplm.model.text.jinja.value.JinjaException;
import looplm.model.text.jinja.value.Loop;
import looplm.model.text.jinja.value.Namespace;
import looplm.model.text.jinja.value.PyDate;
import looplm.model.text.jinja.value.Undefined;
import looplm.model.text.jinja.value.Value;
import org.jspecify.annotations.Nullable;

/** Carries out statements; one per rendering. */
final class Renderer {

    private static final String LOOP = "loop";

    /** Characters that one of a format of a date can become. */
    private static final int LONGEST_DATE_FIELD = 16;

    private final Budget budget = new Budget();
    private final Evaluator evaluator = new Evaluator(budget);
    private final Supplier<LocalDateTime> now;

    Renderer(Supplier<LocalDateTime> now) {
        this.now = now;
    }

    /** What a statement does to the loop around it. */
    private enum Flow {
        GO_ON,
        NEXT_ITEM,
        LEAVE_LOOP
    }

    String render(List<Statement> statements, Scope scope) {
        var output = new StringBuilder();
        run(statements, scope, output);
        return output.toString();
    }

    /** A scope with what every template may call. */
    Scope globals() {
        var scope = new Scope(null);
        scope.set("range", (Function) this::range);
        scope.set("namespace", (Function) arguments -> new Namespace(entries(arguments)));
        scope.set("dict", (Function) Renderer::entries);
        scope.set("strftime_now", (Function) arguments -> {
            String format = arguments.accepting(1, "format").text(0, "format", "");
            budget.requireCharacters((long) format.length() * LONGEST_DATE_FIELD);
            return budget.checked(PyDate.format(now.get(), format));
        });
        scope.set("raise_exception", (Function) arguments -> {
            throw JinjaException.raised(Value.text(arguments.require(0, "message")));
        });
        return scope;
    }

    /** What {@code dict} and {@code namespace} are given: a map, names with values, or both. */
    private static Map<String, @Nullable Object> entries(CallValues arguments) {
        var entries = new LinkedHashMap<String, @Nullable Object>();
        if (arguments.positional().size() == 1 && arguments.positional().getFirst() instanceof Map<?, ?> map) {
            map.forEach((key, value) -> entries.put(Value.text(key), value));
        } else {
            arguments.accepting(0, arguments.named().keySet().toArray(String[]::new));
        }
        entries.putAll(arguments.named());
        return entries;
    }

    private Flow run(List<Statement> statements, Scope scope, StringBuilder output) {
        for (Statement statement : statements) {
            Flow flow = run(statement, scope, output);
            if (flow != Flow.GO_ON) {
                return flow;
            }
        }
        return Flow.GO_ON;
    }

    private Flow run(Statement statement, Scope scope, StringBuilder output) {
        budget.spend(1);
        switch (statement) {
            case Node.Text text -> write(text.content(), output);
            case Node.Output shown ->
                at(shown.line(), () -> write(Value.text(evaluator.value(shown.value(), scope)), output));
            case Node.If branches -> {
                return ifBranches(branches, scope, output);
            }
            case Node.For loop -> {
                return forLoop(loop, scope, output);
            }
            case Node.Group group -> {
                return run(group.body(), scope, output);
            }
            case Node.Assign assign ->
                at(assign.line(), () -> bind(assign.targets(), evaluator.value(assign.value(), scope), scope));
            case Node.AssignAttribute assign -> at(assign.line(), () -> assignAttribute(assign, scope));
            case Node.AssignBlock block -> {
                String text = captured(block.body(), new Scope(scope));
                at(block.line(), () -> assignBlock(block, evaluator.filtered(text, block.filters(), scope), scope));
            }
            case Node.FilterBlock block -> {
                String text = captured(block.body(), new Scope(scope));
                at(block.line(), () -> write(Value.text(evaluator.filtered(text, block.filters(), scope)), output));
            }
            case Node.With with -> {
                return withNames(with, scope, output);
            }
            case Node.Macro macro -> scope.set(macro.name(), (Function) arguments -> call(macro, arguments, scope));
            case Node.Break ignored -> {
                return Flow.LEAVE_LOOP;
            }
            case Node.Continue ignored -> {
                return Flow.NEXT_ITEM;
            }
        }
        return Flow.GO_ON;
    }

    private Flow ifBranches(Node.If branches, Scope scope, StringBuilder output) {
        for (Branch branch : branches.branches()) {
            var holds = new boolean[1];
            at(branches.line(), () -> holds[0] = evaluator.isTrue(branch.condition(), scope));
            if (holds[0]) {
                return run(branch.body(), scope, output);
            }
        }
        return Flow.GO_ON;
    }

    private Flow withNames(Node.With with, Scope scope, StringBuilder output) {
        var inner = new Scope(scope);
        at(with.line(), () -> {
            for (int i = 0; i < with.names().size(); i++) {
                inner.set(with.names().get(i), evaluator.value(with.values().get(i), scope));
            }
        });
        return run(with.body(), inner, output);
    }

    private Flow forLoop(Node.For loop, Scope scope, StringBuilder output) {
        var items = new ArrayList<@Nullable Object>();
        at(loop.line(), () -> collect(loop, scope, items));
        if (items.isEmpty()) {
            return run(loop.otherwise(), scope, output);
        }
        for (int i = 0; i < items.size(); i++) {
            var inner = new Scope(scope);
            Object item = items.get(i);
            inner.set(LOOP, new Loop(items, i));
            at(loop.line(), () -> bind(loop.targets(), item, inner));
            if (run(loop.body(), inner, output) == Flow.LEAVE_LOOP) {
                break;
            }
        }
        return Flow.GO_ON;
    }

    private void collect(Node.For loop, Scope scope, List<@Nullable Object> items) {
        List<@Nullable Object> all = Value.items(evaluator.value(loop.items(), scope));
        budget.spend(all.size());
        for (Object item : all) {
            var inner = new Scope(scope);
            bind(loop.targets(), item, inner);
            if (loop.filter() == null || evaluator.isTrue(loop.filter(), inner)) {
                items.add(item);
            }
        }
    }

    private static void bind(List<String> targets, @Nullable Object value, Scope scope) {
        if (targets.size() == 1) {
            scope.set(targets.getFirst(), value);
            return;
        }
        List<@Nullable Object> parts = Value.items(value);
        if (parts.size() != targets.size()) {
            throw new JinjaException(parts.size() + " values for " + targets);
        }
        for (int i = 0; i < targets.size(); i++) {
            scope.set(targets.get(i), parts.get(i));
        }
    }

    private void assignAttribute(Node.AssignAttribute assign, Scope scope) {
        Object value = evaluator.value(assign.value(), scope);
        namespace(assign.namespace(), scope).set(assign.attribute(), value);
    }

    private static void assignBlock(Node.AssignBlock block, @Nullable Object value, Scope scope) {
        if (block.attribute() == null) {
            scope.set(block.target(), value);
        } else {
            namespace(block.target(), scope).set(block.attribute(), value);
        }
    }

    private static Namespace namespace(String name, Scope scope) {
        if (scope.get(name) instanceof Namespace namespace) {
            return namespace;
        }
        throw new JinjaException(name + " (expected: a namespace)");
    }

    private Object call(Node.Macro macro, CallValues arguments, Scope definition) {
        String[] names = macro.parameters().stream().map(Node.Parameter::name).toArray(String[]::new);
        arguments.accepting(names.length, names);
        var inner = new Scope(definition);
        for (int i = 0; i < macro.parameters().size(); i++) {
            Node.Parameter parameter = macro.parameters().get(i);
            Object otherwise = parameter.defaultValue() == null
                    ? new Undefined(parameter.name())
                    : evaluator.value(parameter.defaultValue(), inner);
            inner.set(parameter.name(), arguments.get(i, parameter.name(), otherwise));
        }
        return captured(macro.body(), inner);
    }

    private String captured(List<Statement> body, Scope scope) {
        var output = new StringBuilder();
        run(body, scope, output);
        return output.toString();
    }

    private Object range(CallValues arguments) {
        List<@Nullable Object> bounds = arguments.accepting(3).positional();
        long first = bounds.size() > 1 ? Value.integer(bounds.getFirst()) : 0;
        long end = Value.integer(arguments.require(bounds.size() > 1 ? 1 : 0, "stop"));
        long step = Value.integer(arguments.get(2, "step", 1L));
        if (step == 0 || Math.abs(end - first) / Math.abs(step) > Budget.MAX_ELEMENTS) {
            throw new JinjaException("range: " + bounds + " (expected: at most " + Budget.MAX_ELEMENTS + " numbers)");
        }
        var numbers = new ArrayList<@Nullable Object>();
        for (long i = first; step > 0 ? i < end : i > end; i += step) {
            numbers.add(i);
        }
        return budget.checked(numbers);
    }

    private void write(String text, StringBuilder output) {
        budget.requireCharacters((long) output.length() + text.length());
        output.append(budget.checked(text));
    }

    private static void at(int line, Runnable action) {
        try {
            action.run();
        } catch (JinjaException e) {
            throw e.at(line);
        }
    }
}
