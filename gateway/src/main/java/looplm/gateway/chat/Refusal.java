package looplm.gateway.chat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import looplm.gateway.chat.ClientRequest.Endpoint;
import looplm.wire.openai.AnswerFields;
import looplm.wire.openai.ChatCompletion;
import looplm.wire.openai.ChatCompletionChunk;
import looplm.wire.openai.ChoiceFields;
import looplm.wire.openai.Completion;
import looplm.wire.openai.Usage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Answers that say no: of a blocked prompt, which cost nothing, and in place of a blocked answer, which did. */
final class Refusal {

    static final String FINISH_REASON = "content_filter";

    private static final ChoiceFields ENDED = ChoiceFields.ended(FINISH_REASON, null);
    static final String TEXT = "This request was declined by the safety policy.";

    private final JsonMapper json;
    private final InstantSource clock;

    Refusal(JsonMapper json, InstantSource clock) {
        this.json = json;
        this.clock = clock;
    }

    /** The whole answer to a blocked prompt. */
    ObjectNode whole(ClientRequest request) {
        String id = newId(request);
        return switch (request.endpoint()) {
            case CHAT -> json.valueToTree(chat(id, created(), request.model(), Usage.none()));
            case TEXT -> withRefusal(json.valueToTree(text(id, created(), request.model(), Usage.none())));
        };
    }

    /** The events of a stream that answers a blocked prompt, without the {@code [DONE]}. */
    List<JsonNode> events(ClientRequest request) {
        String id = newId(request);
        var events = new ArrayList<JsonNode>();
        switch (request.endpoint()) {
            case CHAT -> {
                events.add(
                        chunk(id, request, new ChatCompletionChunk.Delta("assistant", null, TEXT), ChoiceFields.OPEN));
                events.add(chunk(id, request, new ChatCompletionChunk.Delta(null, null, null), ENDED));
            }
            case TEXT -> events.add(withRefusal(json.valueToTree(text(id, created(), request.model(), null))));
        }
        if (request.usageAsked()) {
            events.add(usageEvent(id, request));
        }
        return events;
    }

    /**
     * What a client gets in place of {@code answer}: its identity and its true usage, and nothing that quotes the text.
     */
    ObjectNode inPlaceOf(ObjectNode answer, Endpoint endpoint) {
        ObjectNode refusal = json.createObjectNode();
        for (String kept : List.of("id", "object", "created", "model", "usage")) {
            if (answer.has(kept)) {
                refusal.set(kept, answer.get(kept));
            }
        }
        ObjectNode own = switch (endpoint) {
            case CHAT -> json.valueToTree(chat("", 0, "", Usage.none()));
            case TEXT -> withRefusal(json.valueToTree(text("", 0, "", null)));
        };
        refusal.set("choices", own.get("choices"));
        return refusal;
    }

    private static ChatCompletion chat(String id, long created, String model, Usage usage) {
        var message = new ChatCompletion.Message("assistant", null, TEXT);
        var choice = new ChatCompletion.Choice(0, message, ENDED, null);
        return new ChatCompletion(new AnswerFields(id, ChatCompletion.OBJECT, created, model), List.of(choice), usage);
    }

    private static Completion text(String id, long created, String model, @Nullable Usage usage) {
        var choice = new Completion.Choice(0, "", ENDED, null);
        return new Completion(new AnswerFields(id, Completion.OBJECT, created, model), List.of(choice), usage, null);
    }

    /** OpenAI's text completions have no refusal; a field more does not disturb its clients. */
    private static ObjectNode withRefusal(ObjectNode completion) {
        if (completion.path("choices").path(0) instanceof ObjectNode choice) {
            choice.put("refusal", TEXT);
        }
        return completion;
    }

    private JsonNode chunk(String id, ClientRequest request, ChatCompletionChunk.Delta delta, ChoiceFields fields) {
        var choice = new ChatCompletionChunk.Choice(0, delta, fields, null);
        return json.valueToTree(new ChatCompletionChunk(
                new AnswerFields(id, ChatCompletionChunk.OBJECT, created(), request.model()),
                List.of(choice),
                null,
                null));
    }

    private JsonNode usageEvent(String id, ClientRequest request) {
        return switch (request.endpoint()) {
            case CHAT ->
                json.valueToTree(new ChatCompletionChunk(
                        new AnswerFields(id, ChatCompletionChunk.OBJECT, created(), request.model()),
                        List.of(),
                        Usage.none(),
                        null));
            case TEXT ->
                json.valueToTree(new Completion(
                        new AnswerFields(id, Completion.OBJECT, created(), request.model()),
                        List.of(),
                        Usage.none(),
                        null));
        };
    }

    private static String newId(ClientRequest request) {
        return request.endpoint().idPrefix() + UUID.randomUUID().toString().replace("-", "");
    }

    private long created() {
        return clock.instant().getEpochSecond();
    }
}
