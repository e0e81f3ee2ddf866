package looplm.model.text.jinja.value;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's {@code str.format} and {@code %}, as Jinja2's sandbox has them. Widths count against the budget. */
public final class PyFormat {

    private static final int MAX_PRECISION = 1024;
    private static final Pattern INDEX = Pattern.compile("\\d{1,9}");

    private static final Pattern SPECIFICATION = Pattern.compile(
            "(?s)(?:(?<fill>.)?(?<align>[<>=^]))?(?<sign>[-+ ])?(?<alternate>#)?(?<zero>0)?(?<width>\\d{1,9})?"
                    + "(?<group>[,_])?(?:\\.(?<precision>\\d{1,9}))?(?<type>[bcdeEfFgGnosxX%])?");

    private static final Pattern PERCENT = Pattern.compile("(?s)%(?:\\((?<key>[^)]*)\\))?(?<flags>[-+ #0]*)"
            + "(?<width>\\d{1,9})?(?:\\.(?<precision>\\d{1,9}))?[hlL]?(?<type>.)");

    private static final Pattern ACCESS = Pattern.compile("\\.(?<name>[^.\\[]+)|\\[(?<key>[^\\]]+)]");

    private final CallValues arguments;
    private final Budget budget;
    private int automatic;
    private boolean manual;

    private PyFormat(CallValues arguments, Budget budget) {
        this.arguments = arguments;
        this.budget = budget;
    }

    /** {@code template.format(arguments)}. */
    static String format(String template, CallValues arguments, Budget budget) {
        return new PyFormat(arguments, budget).filled(template, 2);
    }

    private String filled(String template, int depth) {
        if (depth == 0) {
            throw new JinjaException("format: fields inside one another");
        }
        var result = new StringBuilder();
        int at = 0;
        while (at < template.length()) {
            char c = template.charAt(at);
            boolean twice = template.startsWith(String.valueOf(c).repeat(2), at);
            if (c == '{' && !twice) {
                int end = closing(template, at);
                result.append(field(template.substring(at + 1, end), depth));
                budget.requireCharacters(result.length());
                at = end + 1;
            } else if ((c == '{' || c == '}') && twice) {
                result.append(c);
                at += 2;
            } else if (c == '}') {
                throw new JinjaException("format: single '}' (expected: '}}')");
            } else {
                result.append(c);
                at++;
            }
        }
        return budget.checked(result.toString());
    }

    private static int closing(String template, int open) {
        int depth = 0;
        for (int i = open; i < template.length(); i++) {
            depth += template.charAt(i) == '{' ? 1 : template.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new JinjaException("format: '{' not closed (expected: '}')");
    }

    private String field(String field, int depth) {
        int colon = end(field, ':');
        String specification = colon < field.length() ? field.substring(colon + 1) : "";
        String name = field.substring(0, colon);
        int bang = end(name, '!');
        String conversion = bang < name.length() ? name.substring(bang + 1) : "";
        Object value = converted(looked(name.substring(0, bang)), conversion);
        return formatted(value, specification.contains("{") ? filled(specification, depth - 1) : specification);
    }

    /** Where a sign stands outside brackets, or the end. */
    private static int end(String field, char sign) {
        boolean inside = false;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            inside = c == '[' || (inside && c != ']');
            if (c == sign && !inside) {
                return i;
            }
        }
        return field.length();
    }

    private @Nullable Object looked(String path) {
        int first = path.length();
        for (char sign : new char[] {'.', '['}) {
            int at = path.indexOf(sign);
            first = at >= 0 ? Math.min(first, at) : first;
        }
        Object value = argument(path.substring(0, first));
        Matcher access = ACCESS.matcher(path);
        int at = first;
        while (at < path.length()) {
            if (!access.region(at, path.length()).lookingAt()) {
                throw new JinjaException("format: " + path + " (expected: a field)");
            }
            String name = access.group("name");
            String key = access.group("key");
            value = name != null
                    ? Access.attribute(value, name, budget)
                    : Access.item(value, INDEX.matcher(key).matches() ? (Object) Long.valueOf(key) : key, budget);
            at = access.end();
        }
        return value;
    }

    private @Nullable Object argument(String name) {
        if (!name.isEmpty() && !INDEX.matcher(name).matches()) {
            if (!arguments.named().containsKey(name)) {
                throw new JinjaException("format: " + name + " missing");
            }
            return arguments.named().get(name);
        }
        manual |= !name.isEmpty();
        int index = name.isEmpty() ? automatic++ : Integer.parseInt(name);
        if (manual && automatic > 0) {
            throw new JinjaException("format: fields with and without a number");
        }
        if (index >= arguments.positional().size()) {
            throw new JinjaException("format: argument " + index + " missing");
        }
        return arguments.positional().get(index);
    }

    private static @Nullable Object converted(@Nullable Object value, String conversion) {
        return switch (conversion) {
            case "" -> value;
            case "s" -> Value.text(value);
            case "r" -> Value.repr(value);
            case "a" -> PyText.ascii(Value.repr(value));
            default -> throw new JinjaException("format: conversion " + conversion + " (expected: s, r or a)");
        };
    }

    private String formatted(@Nullable Object given, String specification) {
        Object value = Value.plain(given);
        if (specification.isEmpty()) {
            return Value.text(value);
        }
        Matcher spec = SPECIFICATION.matcher(specification);
        if (!spec.matches() || !(value instanceof String || Value.isNumber(value))) {
            throw new JinjaException(
                    "format: " + specification + " for a " + Value.kind(value) + " (expected: a format for it)");
        }
        String type = Optional.ofNullable(spec.group("type")).orElse("");
        int precision = precision(spec.group("precision"));
        boolean zero = spec.group("zero") != null;
        String fill = spec.group("align") != null
                ? Optional.ofNullable(spec.group("fill")).orElse(" ")
                : zero ? "0" : " ";
        int width = number(spec.group("width"), 0);
        if (value instanceof String text) {
            char align = align(spec, '<');
            if (spec.group("sign") != null || spec.group("group") != null || align == '=' || !"s".contains(type)) {
                throw new JinjaException("format: " + specification + " for text (expected: a format for it)");
            }
            return pad(
                    precision < 0 ? text : Value.text(Access.slice(text, null, (long) precision, null)),
                    fill,
                    align,
                    width,
                    budget);
        }
        char align = align(spec, zero ? '=' : '>');
        Numeral numeral = numeral(Value.number(value), type, precision, spec.group("alternate") != null);
        String sign = numeral.negative()
                ? "-"
                : Optional.ofNullable(spec.group("sign"))
                        .filter(s -> !s.equals("-"))
                        .orElse("");
        String prefix = sign + numeral.prefix();
        String group = spec.group("group");
        if (group != null) {
            budget.requireCharacters(width);
            int least = align == '=' && fill.equals("0") ? width - prefix.length() : 0;
            return pad(
                    prefix + grouped(numeral.digits(), group, least, type),
                    fill,
                    align == '=' ? '>' : align,
                    width,
                    budget);
        }
        return align == '='
                ? prefix + pad(numeral.digits(), fill, '>', width - prefix.length(), budget)
                : pad(prefix + numeral.digits(), fill, align, width, budget);
    }

    private static char align(Matcher spec, char otherwise) {
        return spec.group("align") != null ? spec.group("align").charAt(0) : otherwise;
    }

    private static int precision(@Nullable String digits) {
        int precision = number(digits, -1);
        if (precision > MAX_PRECISION) {
            throw new JinjaException("format: precision " + precision + " (expected: at most " + MAX_PRECISION + ")");
        }
        return precision;
    }

    private static int number(@Nullable String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }

    /** Fills up to a width, in characters. */
    static String pad(String text, String fill, char align, int width, Budget budget) {
        int missing = Math.max(0, width - text.codePointCount(0, text.length()));
        budget.requireCharacters((long) text.length() + 2L * missing);
        int left = align == '<' ? 0 : align == '^' ? missing / 2 : missing;
        return budget.checked(fill.repeat(left) + text + fill.repeat(missing - left));
    }

    /** A number without its sign. */
    private record Numeral(boolean negative, String prefix, String digits) {}

    private static Numeral numeral(Number number, String type, int precision, boolean alternate) {
        if (number instanceof Long integer && "bcdnoxX".contains(type)) {
            if (precision >= 0) {
                throw new JinjaException("format: precision of an integer");
            }
            return integer(integer, type, alternate);
        }
        double value = number.doubleValue();
        boolean negative = value < 0 || (value == 0 && 1 / value < 0);
        double size = Math.abs(value);
        if (Double.isNaN(size) || Double.isInfinite(size)) {
            String name = Double.isNaN(size) ? "nan" : "inf";
            return new Numeral(
                    negative,
                    "",
                    type.equals("E") || type.equals("F") || type.equals("G") ? name.toUpperCase(Locale.ROOT) : name);
        }
        int digits = precision < 0 ? 6 : precision;
        String text = switch (type) {
            case "f", "F" -> fixed(size, digits);
            case "e", "E" -> scientific(size, digits);
            case "g", "G", "n" -> general(size, digits, alternate);
            case "%" -> fixed(size * 100, digits) + "%";
            case "" -> precision < 0 ? Value.text((Object) size) : withPoint(general(size, digits, false));
            default -> throw new JinjaException("format: " + type + " for a number (expected: a format for it)");
        };
        return new Numeral(negative, "", type.equals("E") || type.equals("G") ? text.toUpperCase(Locale.ROOT) : text);
    }

    private static Numeral integer(long value, String type, boolean alternate) {
        if (type.equals("c")) {
            if (!Character.isValidCodePoint(Math.clamp(value, -1, Integer.MAX_VALUE))) {
                throw new JinjaException("format: character " + value);
            }
            return new Numeral(false, "", Character.toString((int) value));
        }
        int radix = switch (type) {
            case "b" -> 2;
            case "o" -> 8;
            case "x", "X" -> 16;
            default -> 10;
        };
        String text = Long.toString(value, radix);
        String digits = value < 0 ? text.substring(1) : text;
        return new Numeral(
                value < 0,
                alternate && radix != 10 ? "0" + type : "",
                type.equals("X") ? digits.toUpperCase(Locale.ROOT) : digits);
    }

    private static String fixed(double value, int digits) {
        return new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    }

    private static String scientific(double value, int digits) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
        int exponent = value == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        String plain = rounded.movePointLeft(exponent)
                .setScale(digits, RoundingMode.HALF_EVEN)
                .toPlainString();
        return "%se%s%02d".formatted(plain, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    private static String general(double value, int precision, boolean alternate) {
        int digits = Math.max(1, precision);
        String scientific = scientific(value, digits - 1);
        int at = scientific.indexOf('e');
        int exponent = Integer.parseInt(scientific.substring(at + 1));
        if (exponent >= -4 && exponent < digits) {
            String plain = fixed(value, digits - 1 - exponent);
            return alternate ? plain : trimmed(plain);
        }
        return (alternate ? scientific.substring(0, at) : trimmed(scientific.substring(0, at)))
                + scientific.substring(at);
    }

    private static String trimmed(String digits) {
        return digits.contains(".") ? digits.replaceAll("\\.?0+$", "") : digits;
    }

    private static String withPoint(String digits) {
        return digits.contains(".") || digits.contains("e") ? digits : digits + ".0";
    }

    /** Digits in threes, or fours where each stands for some bits; at least so many characters by leading zeros. */
    private static String grouped(String number, String separator, int least, String type) {
        int end = 0;
        while (end < number.length() && Character.digit(number.charAt(end), 16) >= 0 && number.charAt(end) != 'e') {
            end++;
        }
        int size = "boxX".contains(type) && !type.isEmpty() ? 4 : 3;
        String rest = number.substring(end);
        var grouped = new StringBuilder();
        for (int i = 0; i < end || (grouped.length() + rest.length() < least); i++) {
            if (i > 0 && i % size == 0) {
                grouped.append(separator);
            }
            grouped.append(i < end ? number.charAt(end - 1 - i) : '0');
        }
        return grouped.reverse() + rest;
    }

    /**
     * {@code template % values}.
     *
     * @param escapes whether texts among the values are escaped
     */
    public static String percent(String template, @Nullable Object values, boolean escapes, Budget budget) {
        List<@Nullable Object> all = values instanceof Tuple tuple ? tuple : Collections.singletonList(values);
        var result = new StringBuilder();
        Matcher field = PERCENT.matcher(template);
        int at = 0;
        int used = 0;
        while (field.find(at)) {
            result.append(template, at, field.start());
            at = field.end();
            if (field.group("type").equals("%")) {
                result.append('%');
                continue;
            }
            String key = field.group("key");
            if (key == null && used == all.size()) {
                throw new JinjaException("%: fewer values than fields");
            }
            Object value = key == null ? all.get(used++) : entry(values, key);
            result.append(percent(value, field, escapes, budget));
            budget.requireCharacters(result.length());
        }
        String rest = template.substring(at);
        if (rest.contains("%") || (used < all.size() && !(values instanceof Map))) {
            throw new JinjaException("%: " + (rest.contains("%") ? "a field not complete" : "more values than fields"));
        }
        return budget.checked(result.append(rest).toString());
    }

    private static @Nullable Object entry(@Nullable Object values, String key) {
        if (values instanceof Map<?, ?> map && map.containsKey(key)) {
            return map.get(key);
        }
        throw new JinjaException("%: " + key + " missing");
    }

    private static String percent(@Nullable Object value, Matcher field, boolean escapes, Budget budget) {
        String flags = field.group("flags");
        int width = number(field.group("width"), 0);
        int precision = precision(field.group("precision"));
        String type = field.group("type");
        char align = flags.contains("-") ? '<' : '>';
        if ("sra".contains(type)) {
            String text = Value.text(converted(value, type));
            text = escapes && !(value instanceof Markup) && !Value.isNumber(value) ? Markup.escape(text) : text;
            return pad(
                    precision < 0 ? text : Value.text(Access.slice(text, null, (long) precision, null)),
                    " ",
                    align,
                    width,
                    budget);
        }
        if (type.equals("c") && Value.plain(value) instanceof String text) {
            return pad(text, " ", align, width, budget);
        }
        if (!"diueEfFgGxXoc".contains(type)) {
            throw new JinjaException("%: " + type + " (expected: a kind of field)");
        }
        Number number = Value.number(value);
        boolean whole = "diuxXoc".contains(type);
        Numeral numeral = numeral(
                whole ? (Number) number.longValue() : (Number) number.doubleValue(),
                "diu".contains(type) ? "d" : type,
                whole ? -1 : precision,
                flags.contains("#"));
        String sign = numeral.negative() ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
        String digits = whole ? pad(numeral.digits(), "0", '>', precision, budget) : numeral.digits();
        String prefix = sign + numeral.prefix();
        return flags.contains("0") && align == '>'
                ? prefix + pad(digits, "0", '>', width - prefix.length(), budget)
                : pad(prefix + digits, " ", align, width, budget);
    }
}
