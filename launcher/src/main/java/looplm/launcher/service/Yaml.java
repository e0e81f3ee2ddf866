package looplm.launcher.service;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes properties as YAML that reads like what a person would write. */
final class Yaml {

    private Yaml() {}

    /** Nests the dotted names; a value that isn't a number or a truth value is quoted. */
    static String write(Map<String, Object> properties) {
        var text = new StringBuilder();
        write(properties, 0, text);
        return text.toString();
    }

    private static void write(Map<String, Object> properties, int depth, StringBuilder text) {
        Map<String, Map<String, Object>> groups = properties.entrySet().stream()
                .collect(Collectors.groupingBy(
                        property -> head(property.getKey()),
                        TreeMap::new,
                        Collectors.toMap(
                                property -> tail(property.getKey()), Map.Entry::getValue, Yaml::twice, TreeMap::new)));
        groups.forEach((name, members) -> {
            text.append("  ".repeat(depth)).append(name).append(':');
            if (members.containsKey("")) {
                text.append(' ').append(scalar(members.get(""))).append('\n');
            } else {
                text.append('\n');
                write(members, depth + 1, text);
            }
        });
    }

    private static Object twice(Object first, Object second) {
        throw new IllegalArgumentException("property given twice: " + first + " and " + second);
    }

    private static String head(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    private static String tail(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }

    private static String scalar(Object value) {
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        // in single quotes YAML knows no escapes but the doubled quote itself
        return "'" + value.toString().replace("'", "''") + "'";
    }
}
