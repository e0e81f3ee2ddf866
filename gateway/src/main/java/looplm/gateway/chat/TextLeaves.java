package looplm.gateway.chat;

import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Finds the texts in a piece of JSON. */
final class TextLeaves {

    private TextLeaves() {}

    /**
     * Values, and field names as well: a model may be shown both.
     *
     * @param except names of fields to pass over, at any depth
     */
    static Stream<String> namesAndValues(JsonNode node, Set<String> except) {
        return of(node, except, true);
    }

    /**
     * @param except names of fields to pass over, at any depth
     */
    static Stream<String> values(JsonNode node, Set<String> except) {
        return of(node, except, false);
    }

    private static Stream<String> of(JsonNode node, Set<String> except, boolean names) {
        if (node.isString()) {
            return Stream.of(node.stringValue());
        }
        if (node.isObject()) {
            return node.properties().stream()
                    .filter(field -> !except.contains(field.getKey()))
                    .flatMap(field -> Stream.concat(
                            names ? Stream.of(field.getKey()) : Stream.empty(), of(field.getValue(), except, names)));
        }
        return node.valueStream().flatMap(item -> of(item, except, names));
    }

    static boolean hasLoneSurrogate(String text) {
        // a pair is one code point above these
        return text.codePoints()
                .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }
}
