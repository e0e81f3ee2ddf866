package looplm.gateway.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import looplm.gateway.error.GatewayException;
import looplm.wire.ErrorCode;
import looplm.wire.openai.ChatMessage;
import looplm.wire.openai.MessageContent;
import looplm.wire.openai.Model;
import looplm.wire.safety.AssessmentRequest;

/** Refuses a prompt that no context can hold before anybody screens it: a long text costs safety more than its sender. */
final class PromptBound {

    private PromptBound() {}

    /**
     * @param screening every text of the request that a model may read
     * @throws GatewayException if it is longer than the model's tokens can be; never where the model does not tell
     */
    static void check(AssessmentRequest screening, Model model) {
        Integer longest = model.longestTokenBytes();
        if (longest == null) {
            return;
        }
        long most = (long) longest * model.contextLength();
        long bytes =
                texts(screening).mapToLong(text -> text.getBytes(UTF_8).length).sum();
        if (bytes > most) {
            String field = screening.messages() == null ? "prompt" : "messages";
            throw new GatewayException(
                    ErrorCode.CONTEXT_LENGTH_EXCEEDED,
                    field + ": " + bytes + " bytes (expected: at most " + most
                            + ", more than the model's context can hold)",
                    field);
        }
    }

    private static Stream<String> texts(AssessmentRequest screening) {
        List<ChatMessage> messages = screening.messages();
        return messages == null
                ? Stream.of(String.valueOf(screening.input()))
                : messages.stream()
                        .map(ChatMessage::content)
                        .filter(Objects::nonNull)
                        .map(MessageContent::text);
    }
}
