package looplm.gateway.chat;

import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Finds the texts in a piece of JSON, field names included: a model may be shown those as well. */
final class TextLeaves {

    private TextLeaves() {}

    /**
     * @param except names of fields to pass over, at any depth
     */
    static Stream<String> of(JsonNode node, Set<String> except) {
        if (node.isString()) {
            return Stream.of(node.stringValue());
        }
        if (node.isObject()) {
            return node.properties().stream()
                    .filter(field -> !except.contains(field.getKey()))
                    .flatMap(field -> Stream.concat(Stream.of(field.getKey()), of(field.getValue(), except)));
        }
        return node.valueStream().flatMap(item -> of(item, except));
    }

    static boolean hasLoneSurrogate(String text) {
        // a pair is one code point above these
        return text.codePoints()
                .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }
}
