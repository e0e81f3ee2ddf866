package looplm.gateway.chat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds the texts in a piece of JSON. */
final class TextLeaves {

    /** Fields of an answer that hold names, not text. */
    private static final Set<String> NOT_ANSWERED =
            Set.of("index", "role", "finish_reason", "looplm_finish_detail", "logprobs", "id", "type");

    private TextLeaves() {}

    /**
     * Values, and field names as well: a model may be shown both.
     *
     * @param except names of fields to pass over, at any depth
     */
    static Stream<String> namesAndValues(JsonNode node, Set<String> except) {
        return of(node, except, true);
    }

    /** The texts of a whole answer, all choices. */
    static String ofAnswer(ObjectNode answer) {
        return answer.path("choices")
                .valueStream()
                .flatMap(TextLeaves::ofChoice)
                .collect(Collectors.joining("\n"));
    }

    /** One choice, whole or a streamed piece, wherever a backend puts its texts: content, reasoning, tool arguments. */
    static Stream<String> ofChoice(JsonNode choice) {
        return of(choice, NOT_ANSWERED, false);
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
