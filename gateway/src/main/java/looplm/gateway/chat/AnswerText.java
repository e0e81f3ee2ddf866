package looplm.gateway.chat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The texts of an answer, wherever a backend puts them: content, reasoning, tool arguments. */
final class AnswerText {

    private static final Set<String> NO_TEXT =
            Set.of("index", "role", "finish_reason", "looplm_finish_detail", "logprobs", "id", "type");

    private AnswerText() {}

    /** All choices of a whole answer. */
    static String ofWhole(ObjectNode answer) {
        return answer.path("choices")
                .valueStream()
                .flatMap(AnswerText::ofChoice)
                .collect(Collectors.joining("\n"));
    }

    /** One choice, whole or a streamed piece. */
    static Stream<String> ofChoice(JsonNode choice) {
        return TextLeaves.values(choice, NO_TEXT);
    }
}
