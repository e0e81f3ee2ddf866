package looplm.model.text;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.util.ForLoop;
import java.beans.FeatureDescriptor;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;
import org.jspecify.annotations.Nullable;

/**
 * Looks up what a chat template may see of a value: keys of maps, elements of lists, the counters of a loop and a few
 * methods that Python gives strings, maps and lists. There is no way from here to a Java class.
 */
final class PlainValueResolver extends ELResolver {

    private static final Pattern INDEX = Pattern.compile("-?\\d{1,9}");

    @Override
    public @Nullable Object getValue(ELContext context, @Nullable Object base, Object property) {
        if (base == null) {
            return null;
        }
        context.setPropertyResolved(true);
        return switch (base) {
            case Map<?, ?> map -> map.get(Objects.toString(property));
            case List<?> list -> element(list, property);
            case ForLoop loop -> counter(loop, Objects.toString(property));
            default -> null;
        };
    }

    @Override
    public @Nullable Object invoke(
            ELContext context,
            Object base,
            Object method,
            Class<?> @Nullable [] types,
            Object @Nullable [] parameters) {
        context.setPropertyResolved(true);
        String name = Objects.toString(method);
        Object[] arguments = parameters == null ? new Object[0] : parameters;
        return switch (base) {
            case String text ->
                ofText(
                        text,
                        name,
                        Arrays.stream(arguments).map(Objects::toString).toArray(String[]::new));
            case Map<?, ?> map -> ofMap(map, name, arguments);
            case List<?> list -> ofList(list, name, arguments);
            case ExpTest test -> test.evaluate(arguments[0], interpreter(arguments), rest(arguments));
            case Filter filter ->
                filter.filter(arguments[0], interpreter(arguments), rest(arguments), keywords(arguments));
            default -> throw unknown(base, name);
        };
    }

    @Override
    public Class<?> getType(ELContext context, Object base, Object property) {
        return Object.class;
    }

    @Override
    public void setValue(ELContext context, Object base, Object property, Object value) {
        throw new ChatTemplateException("assignment to " + property + " (expected: set of a name or a namespace)");
    }

    @Override
    public boolean isReadOnly(ELContext context, Object base, Object property) {
        return true;
    }

    @Override
    public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
        return Collections.emptyIterator();
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, Object base) {
        return Object.class;
    }

    private static @Nullable Object element(List<?> list, Object property) {
        // the engine hands indices over as text
        if (!INDEX.matcher(property.toString()).matches()) {
            return null;
        }
        int given = Integer.parseInt(property.toString());
        int index = given < 0 ? list.size() + given : given;
        return index >= 0 && index < list.size() ? list.get(index) : null;
    }

    private static @Nullable Object counter(ForLoop loop, String name) {
        return switch (name) {
            case "index" -> loop.getIndex();
            case "index0" -> loop.getIndex0();
            case "revindex" -> loop.getRevindex();
            case "revindex0" -> loop.getRevindex0();
            case "first" -> loop.isFirst();
            case "last" -> loop.isLast();
            case "length" -> loop.getLength();
            default -> null;
        };
    }

    private static Object ofText(String text, String method, String[] arguments) {
        return switch (method + "/" + arguments.length) {
            case "strip/0" -> text.strip();
            case "lstrip/0" -> text.stripLeading();
            case "rstrip/0" -> text.stripTrailing();
            case "upper/0" -> text.toUpperCase(Locale.ROOT);
            case "lower/0" -> text.toLowerCase(Locale.ROOT);
            case "startswith/1" -> text.startsWith(arguments[0]);
            case "endswith/1" -> text.endsWith(arguments[0]);
            case "replace/2" -> text.replace(arguments[0], arguments[1]);
            case "split/1" -> List.of(text.split(Pattern.quote(arguments[0]), -1));
            default -> throw unknown(text, method);
        };
    }

    private static @Nullable Object ofMap(Map<?, ?> map, String method, Object[] arguments) {
        return switch (method + "/" + arguments.length) {
            case "get/1" -> map.get(Objects.toString(arguments[0]));
            case "get/2" -> {
                Object value = map.get(Objects.toString(arguments[0]));
                yield value == null ? arguments[1] : value;
            }
            case "keys/0" -> List.copyOf(map.keySet());
            case "values/0" -> List.copyOf(map.values());
            case "items/0" ->
                map.entrySet().stream()
                        .map(e -> List.of(e.getKey(), e.getValue()))
                        .toList();
            default -> throw unknown(map, method);
        };
    }

    @SuppressWarnings("unchecked") // lists of a template hold any value
    private static @Nullable Object ofList(List<?> list, String method, Object[] arguments) {
        if (method.equals("append") && arguments.length == 1) {
            ((List<Object>) list).add(arguments[0]);
            return null;
        }
        throw unknown(list, method);
    }

    /** The engine calls its own filters and tests with the value, itself, and then what the template wrote. */
    private static JinjavaInterpreter interpreter(Object[] arguments) {
        return (JinjavaInterpreter) arguments[1];
    }

    private static Object[] rest(Object[] arguments) {
        return arguments.length > 2 && arguments[2] instanceof Object[] list
                ? list
                : Arrays.copyOfRange(arguments, 2, arguments.length);
    }

    @SuppressWarnings("unchecked") // the engine's own map of keyword arguments
    private static Map<String, Object> keywords(Object[] arguments) {
        return arguments.length > 3 && arguments[3] instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    private static ChatTemplateException unknown(Object base, String method) {
        String kind =
                base instanceof String ? "text" : base instanceof Map ? "map" : base instanceof List ? "list" : "value";
        return new ChatTemplateException("method " + method + " of a " + kind + " (expected: one the sandbox offers)");
    }
}
