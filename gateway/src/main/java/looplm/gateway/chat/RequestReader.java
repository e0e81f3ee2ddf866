package looplm.gateway.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import looplm.edge.StrictJson;
import looplm.gateway.chat.ClientRequest.Endpoint;
import looplm.gateway.door.LongWork;
import looplm.gateway.error.GatewayException;
import looplm.wire.ErrorCode;
import looplm.wire.Sha256;
import looplm.wire.openai.ChatCompletionRequest;
import looplm.wire.openai.ChatMessage;
import looplm.wire.openai.CompletionRequest;
import looplm.wire.openai.GenerationFields;
import looplm.wire.openai.PromptInput;
import looplm.wire.safety.AssessmentRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads a client's bytes into a {@link ClientRequest}, or says which field is wrong. */
public final class RequestReader {

    /** Fields beside messages and prompt whose texts reach a model; safety sees them too. */
    private static final List<String> READ_BY_MODELS =
            List.of("tools", "functions", "response_format", "suffix", "documents", "chat_template");

    private static final Set<String> OF_MESSAGES = Set.of("role", "content");

    private final JsonMapper json;
    private final LongWork work;

    /**
     * @param mostTokens of a body, as of {@code JsonBounds}
     */
    public RequestReader(int mostTokens, LongWork work) {
        this.json = StrictJson.mapper(mostTokens);
        this.work = work;
    }

    /** Errors with {@link GatewayException} naming the field at fault. */
    Mono<ClientRequest> read(Endpoint endpoint, byte[] bytes) {
        return work.on(bytes.length, () -> switch (endpoint) {
            case CHAT -> readChat(parse(bytes));
            case TEXT -> readText(parse(bytes));
        });
    }

    private ObjectNode parse(byte[] bytes) {
        try {
            if (json.readTree(bytes) instanceof ObjectNode body) {
                checkUnicode(body);
                return body;
            }
        } catch (JacksonException e) {
            throw JsonErrors.malformed(e);
        }
        throw new GatewayException(ErrorCode.INVALID_JSON, "body: no JSON object (expected: one JSON object)");
    }

    /** JSON can name half a character; no service behind could make UTF-8 or tokens of it. */
    private static void checkUnicode(ObjectNode body) {
        if (TextLeaves.namesAndValues(body, Set.of()).anyMatch(TextLeaves::hasLoneSurrogate)) {
            throw new GatewayException(
                    ErrorCode.INVALID_JSON, "body: a text with half a surrogate pair (expected: valid Unicode)");
        }
    }

    private ClientRequest readChat(ObjectNode body) {
        var request = bind(body, ChatCompletionRequest.class);
        List<ChatMessage> messages = RequestChecks.chat(request);
        var screened = new ArrayList<>(messages);
        for (JsonNode message : body.path("messages")) {
            extra(TextLeaves.namesAndValues(message, OF_MESSAGES)).ifPresent(screened::add);
        }
        extra(modelReadTexts(body)).ifPresent(screened::add);
        return request(
                Endpoint.CHAT,
                body,
                request.model(),
                request.generation(),
                new AssessmentRequest(null, List.copyOf(screened), AssessmentRequest.PROMPT, null),
                body.path("messages"));
    }

    private ClientRequest readText(ObjectNode body) {
        var request = bind(body, CompletionRequest.class);
        PromptInput.Text prompt = RequestChecks.text(request);
        String extra = modelReadTexts(body).collect(Collectors.joining("\n"));
        String input = extra.isEmpty() ? prompt.text() : prompt.text() + "\n" + extra;
        return request(
                Endpoint.TEXT,
                body,
                request.model(),
                request.generation(),
                new AssessmentRequest(input, null, AssessmentRequest.PROMPT, null),
                body.path("prompt"));
    }

    private ClientRequest request(
            Endpoint endpoint,
            ObjectNode body,
            @Nullable String model,
            GenerationFields fields,
            AssessmentRequest screening,
            JsonNode prompt) {
        if (fields.streams()) {
            askForUsage(body);
        }
        return new ClientRequest(
                endpoint,
                body,
                String.valueOf(model),
                fields.streams(),
                fields.asksUsage(),
                fields.reasoningEffort(),
                fields.loop(),
                screening,
                Sha256.hex(json.writeValueAsBytes(prompt)));
    }

    /** The gateway bills by the usage chunk, asked for or not. */
    private static void askForUsage(ObjectNode body) {
        ObjectNode options =
                body.get("stream_options") instanceof ObjectNode given ? given : body.putObject("stream_options");
        options.put("include_usage", true);
    }

    private <T> T bind(ObjectNode body, Class<T> type) {
        try {
            return json.treeToValue(body, type);
        } catch (JacksonException e) {
            throw JsonErrors.mismatch(e, body);
        }
    }

    private static Stream<String> modelReadTexts(ObjectNode body) {
        return READ_BY_MODELS.stream().flatMap(field -> TextLeaves.namesAndValues(body.path(field), Set.of()));
    }

    /** Texts that belong to no message's content are screened as a message more. */
    private static Optional<ChatMessage> extra(Stream<String> texts) {
        String joined = texts.collect(Collectors.joining("\n"));
        return joined.isEmpty() ? Optional.empty() : Optional.of(ChatMessage.of("user", joined));
    }
}
