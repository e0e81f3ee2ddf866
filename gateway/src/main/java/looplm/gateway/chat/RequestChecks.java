package looplm.gateway.chat;

import java.util.List;
import java.util.Set;
import looplm.gateway.error.GatewayException;
import looplm.wire.ErrorCode;
import looplm.wire.FieldRange;
import looplm.wire.openai.ChatCompletionRequest;
import looplm.wire.openai.ChatMessage;
import looplm.wire.openai.CompletionRequest;
import looplm.wire.openai.GenerationFields;
import looplm.wire.openai.PromptInput;
import org.jspecify.annotations.Nullable;

/**
 * Ranges of the fields that every model shares. What depends on a model's abilities, its context say, inference-service
 * checks; its refusal reaches the client unchanged.
 */
final class RequestChecks {

    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant");

    private static final FieldRange MAX_TOKENS = FieldRange.atLeast(1);

    private RequestChecks() {}

    /**
     * @return the messages
     * @throws GatewayException naming the field at fault
     */
    static List<ChatMessage> chat(ChatCompletionRequest request) {
        checkModel(request.model());
        List<ChatMessage> messages = request.messages();
        if (messages == null || messages.isEmpty()) {
            throw GatewayException.invalid("messages", messages, "at least one message");
        }
        for (int i = 0; i < messages.size(); i++) {
            checkMessage("messages[" + i + "]", messages.get(i));
        }
        checkRanges(request.generation());
        MAX_TOKENS.check("max_completion_tokens", request.maxCompletionTokens(), GatewayException::invalid);
        return messages;
    }

    /**
     * @return the prompt
     * @throws GatewayException naming the field at fault
     */
    static PromptInput.Text text(CompletionRequest request) {
        checkModel(request.model());
        checkRanges(request.generation());
        return switch (request.prompt()) {
            case PromptInput.Text text when !text.text().isEmpty() -> text;
            case PromptInput.Text _ -> throw GatewayException.invalid("prompt", "\"\"", "a text that is not empty");
            case PromptInput.Ids _ ->
                throw new GatewayException(
                        ErrorCode.UNSUPPORTED_VALUE,
                        "prompt: token ids (expected: text; the gateway cannot screen ids)",
                        "prompt");
            case null -> throw GatewayException.invalid("prompt", null, "a text");
        };
    }

    private static void checkModel(@Nullable String model) {
        if (model == null || model.isEmpty()) {
            throw GatewayException.invalid("model", model, "a name from /v1/models");
        }
    }

    private static void checkMessage(String path, @Nullable ChatMessage message) {
        if (message == null) {
            throw GatewayException.invalid(path, null, "an object with role and content");
        }
        String role = message.role();
        if (role == null || !ROLES.contains(role)) {
            throw GatewayException.invalid(path + ".role", role, "system, developer, user or assistant");
        }
        if (message.content() == null && !role.equals("assistant")) {
            throw GatewayException.invalid(path + ".content", null, "a text");
        }
    }

    private static void checkRanges(GenerationFields generation) {
        MAX_TOKENS.check("max_tokens", generation.maxTokens(), GatewayException::invalid);
        FieldRange.TEMPERATURE.check("temperature", generation.sampling().temperature(), GatewayException::invalid);
        FieldRange.TOP_P.check("top_p", generation.sampling().topP(), GatewayException::invalid);
    }
}
