package looplm.model.text.jinja;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import looplm.model.text.jinja.value.Budget;
import looplm.model.text.jinja.value.CallValues;
import looplm.model.text.jinja.value.JinjaException;
import looplm.model.text.jinja.value.Markup;
import looplm.model.text.jinja.value.Methods;
import looplm.model.text.jinja.value.PyFormat;
import looplm.model.text.jinja.value.PyJson;
import looplm.model.text.jinja.value.PyText;
import looplm.model.text.jinja.value.Tuple;
import looplm.model.text.jinja.value.Undefined;
import looplm.model.text.jinja.value.Value;
import org.jspecify.annotations.Nullable;

/** The filters behind {@code |}. */
final class Filters {

    private static final Set<String> OF_ONE = Set.of(
            "abs",
            "capitalize",
            "center",
            "count",
            "d",
            "default",
            "e",
            "escape",
            "float",
            "forceescape",
            "format",
            "indent",
            "int",
            "length",
            "lower",
            "replace",
            "round",
            "safe",
            "string",
            "title",
            "tojson",
            "trim",
            "upper");

    /** Those that leave marked text marked. */
    private static final Set<String> MARKING =
            Set.of("capitalize", "center", "indent", "lower", "reverse", "string", "trim", "upper");

    /** What Jinja2 has beside these: a template that uses one cannot be rendered as it would. */
    private static final Set<String> MISSING = Set.of(
            "attr",
            "batch",
            "filesizeformat",
            "groupby",
            "pprint",
            "random",
            "slice",
            "striptags",
            "truncate",
            "urlencode",
            "urlize",
            "wordcount",
            "wordwrap",
            "xmlattr");

    private Filters() {}

    /** Whether Jinja2 has a filter of that name. */
    static boolean isJinjas(String name) {
        return isKnown(name) || MISSING.contains(name);
    }

    static void requireKnown(String name, int line) {
        if (!isKnown(name)) {
            throw JinjaException.at(line, unknown(name));
        }
    }

    private static boolean isKnown(String name) {
        return OF_ONE.contains(name) || SequenceFilters.KNOWN.contains(name);
    }

    private static String unknown(String name) {
        var known = new TreeSet<>(OF_ONE);
        known.addAll(SequenceFilters.KNOWN);
        return "filter " + name + " (expected: one of " + known + ")";
    }

    static @Nullable Object apply(@Nullable Object value, CallValues arguments, Budget budget) {
        String name = arguments.name();
        if (!isKnown(name)) {
            throw new JinjaException(unknown(name));
        }
        return switch (name) {
            case "default", "d" -> orDefault(value, arguments.accepting(2, "default_value", "boolean"));
            case "safe" -> new Markup(Value.text(value));
            case "escape", "e" -> new Markup(budget.checked(Markup.escaped(value)));
            case "forceescape" -> new Markup(budget.checked(Markup.escape(Value.text(value))));
            case "format" -> format(value, arguments, budget);
            default ->
                MARKING.contains(name)
                        ? Markup.marking(value, plain -> applyPlain(plain, arguments.plain(), budget))
                        : applyPlain(Value.plain(value), arguments.plain(), budget);
        };
    }

    private static @Nullable Object applyPlain(@Nullable Object value, CallValues arguments, Budget budget) {
        budget.spend(value instanceof String text ? text.length() / 32 : 0);
        return switch (arguments.name()) {
            case "length", "count" -> length(value);
            case "abs" ->
                Value.number(value) instanceof Long number
                        ? Math.absExact(number)
                        : (Object) Math.abs(Value.number(value).doubleValue());
            case "int" -> toInteger(value, arguments.accepting(2, "default", "base"));
            case "float" -> toFloat(value, arguments.accepting(1, "default"));
            case "round" -> round(value, arguments.accepting(2, "precision", "method"));
            case "tojson" -> budget.checked(PyJson.of(value, arguments, budget));
            default ->
                SequenceFilters.KNOWN.contains(arguments.name())
                        ? SequenceFilters.apply(value, arguments, budget)
                        : budget.checked(ofText(Value.text(value), arguments, budget));
        };
    }

    private static String ofText(String text, CallValues arguments, Budget budget) {
        return switch (arguments.name()) {
            case "trim" -> {
                Object characters = arguments.accepting(1, "chars").get(0, "chars", null);
                yield characters instanceof String set
                        ? PyText.strip(text, set, true, true)
                        : PyText.stripTrailing(PyText.stripLeading(text));
            }
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "title" -> PyText.title(text);
            case "capitalize" -> PyText.capitalize(text);
            case "center" -> PyText.center(text, Value.integer(arguments.get(0, "width", 80L)), " ", budget);
            case "replace" -> Methods.replace(text, arguments.accepting(3, "old", "new", "count"), budget);
            case "indent" -> indent(text, arguments.accepting(3, "width", "first", "blank"), budget);
            case "string" -> text;
            default -> throw new IllegalStateException("filter: " + arguments.name());
        };
    }

    private static @Nullable Object orDefault(@Nullable Object value, CallValues arguments) {
        boolean alsoFalse = arguments.flag(1, "boolean");
        boolean missing = value instanceof Undefined || (alsoFalse && !Value.isTrue(value));
        return missing ? arguments.get(0, "default_value", "") : value;
    }

    private static long length(@Nullable Object value) {
        return value instanceof String text
                ? text.codePointCount(0, text.length())
                : Value.items(value).size();
    }

    private static @Nullable Object format(@Nullable Object value, CallValues arguments, Budget budget) {
        boolean named = !arguments.named().isEmpty();
        if (named && !arguments.positional().isEmpty()) {
            throw new JinjaException("format: values with and without names");
        }
        Object values = named ? arguments.named() : new Tuple(arguments.positional());
        String text = PyFormat.percent(Value.text(value), values, value instanceof Markup, budget);
        return value instanceof Markup ? new Markup(text) : text;
    }

    private static @Nullable Object toInteger(@Nullable Object value, CallValues arguments) {
        Object otherwise = arguments.get(0, "default", 0L);
        int base = Value.integer(arguments.get(1, "base", 10L));
        if (base < 2 || base > Character.MAX_RADIX) {
            throw JinjaException.unsupported("int: base " + base + " (expected: 2..36)");
        }
        try {
            return switch (value) {
                case String text -> integer(text.strip(), base);
                case null -> otherwise;
                default -> Value.isNumber(value) ? Value.number(value).longValue() : otherwise;
            };
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static long integer(String text, int base) {
        try {
            return Long.parseLong(text.replaceFirst("^([-+]?)0[xXbBoO]", "$1"), base);
        } catch (NumberFormatException e) {
            return (long) Double.parseDouble(text);
        }
    }

    private static @Nullable Object toFloat(@Nullable Object value, CallValues arguments) {
        Object otherwise = arguments.get(0, "default", 0.0);
        try {
            return switch (value) {
                case String text -> Double.valueOf(text.strip());
                case null -> otherwise;
                default -> Value.isNumber(value) ? Value.number(value).doubleValue() : otherwise;
            };
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    private static Object round(@Nullable Object value, CallValues arguments) {
        Number given = Value.number(value);
        int precision = Math.clamp(Value.integer(arguments.get(0, "precision", 0L)), -400, 400);
        String method = arguments.text(1, "method", "common");
        double number = given.doubleValue();
        double scale = Math.pow(10, precision);
        return switch (method) {
            case "common" ->
                given instanceof Long whole
                        ? rounded(new BigDecimal(whole), Math.min(precision, 0)).longValue()
                        : Double.isFinite(number)
                                ? (Object) rounded(new BigDecimal(number), precision)
                                        .doubleValue()
                                : given;
            case "ceil" -> Math.ceil(number * scale) / scale;
            case "floor" -> Math.floor(number * scale) / scale;
            default -> throw new JinjaException("round: method " + method + " (expected: common, ceil or floor)");
        };
    }

    private static BigDecimal rounded(BigDecimal number, int precision) {
        return number.setScale(precision, RoundingMode.HALF_EVEN);
    }

    private static String indent(String text, CallValues arguments, Budget budget) {
        Object width = arguments.get(0, "width", 4L);
        String indent = width instanceof String given ? given : " ".repeat(Math.clamp(Value.integer(width), 0, 256));
        boolean first = arguments.flag(1, "first");
        boolean blank = arguments.flag(2, "blank");
        List<String> lines = (text + "\n").lines().toList();
        budget.requireCharacters((long) lines.size() * indent.length() + text.length());
        var indented = new StringBuilder(first ? indent : "");
        for (int i = 0; i < lines.size(); i++) {
            boolean indents = i > 0 && (blank || !lines.get(i).isEmpty());
            indented.append(i > 0 ? "\n" : "").append(indents ? indent : "").append(lines.get(i));
        }
        return indented.toString();
    }
}
