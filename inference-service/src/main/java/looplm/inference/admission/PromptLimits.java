package looplm.inference.admission;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import looplm.edge.RefusedException;
import looplm.inference.engine.model.ModelShape;
import looplm.wire.ErrorCode;
import looplm.wire.openai.ChatMessage;
import looplm.wire.openai.MessageContent;
import looplm.wire.openai.PromptInput;
import org.jspecify.annotations.Nullable;

/** Checks a prompt and turns it into tokens. */
final class PromptLimits {

    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant");

    private final TextCodec text;
    private final int vocabulary;
    private final long mostBytes;

    PromptLimits(TextCodec text, ModelShape shape) {
        this.text = text;
        this.vocabulary = shape.vocabularySize();
        this.mostBytes = (long) text.longestToken() * shape.contextLength();
    }

    static List<ChatMessage> checked(@Nullable List<ChatMessage> messages) {
        if (messages == null || messages.isEmpty()) {
            throw RefusedException.invalid("messages", messages == null ? null : "[]", "at least one message");
        }
        for (int i = 0; i < messages.size(); i++) {
            check("messages[" + i + "]", messages.get(i));
        }
        return messages;
    }

    int[] tokens(List<ChatMessage> messages) {
        checkLength(
                "messages",
                messages.stream()
                        .map(ChatMessage::content)
                        .filter(Objects::nonNull)
                        .map(MessageContent::text)
                        .toList());
        return text.encodeChat(messages);
    }

    int[] tokens(String field, PromptInput prompt) {
        return switch (prompt) {
            case PromptInput.Text(String string) -> {
                checkLength(field, List.of(string));
                checkUnicode(field, string);
                yield text.encode(string);
            }
            case PromptInput.Ids(List<Integer> ids) -> {
                int last = vocabulary - 1;
                for (int i = 0; i < ids.size(); i++) {
                    if (ids.get(i) < 0 || ids.get(i) > last) {
                        throw RefusedException.invalid(field + "[" + i + "]", ids.get(i), "0.." + last);
                    }
                }
                yield ids.stream().mapToInt(Integer::intValue).toArray();
            }
        };
    }

    /** Texts whose tokens cannot fit would take seconds to tokenize, only to be refused then. */
    void checkLength(String field, List<String> texts) {
        long bytes = texts.stream()
                .mapToLong(one -> one.getBytes(StandardCharsets.UTF_8).length)
                .sum();
        if (bytes > mostBytes) {
            throw tooLong(field, bytes + " bytes (expected: at most " + mostBytes);
        }
        long characters = texts.stream().mapToLong(String::length).sum();
        if (characters > text.mostCharacters()) {
            throw tooLong(field, characters + " characters (expected: at most " + text.mostCharacters());
        }
    }

    private static RefusedException tooLong(String field, String size) {
        return RefusedException.of(
                ErrorCode.CONTEXT_LENGTH_EXCEEDED,
                field,
                field + ": " + size + ", more than the model's context can hold)");
    }

    private static void check(String field, @Nullable ChatMessage message) {
        if (message == null) {
            throw RefusedException.invalid(field, null, "a message");
        }
        if (message.role() == null || !ROLES.contains(message.role())) {
            throw RefusedException.invalid(field + ".role", message.role(), "system, developer, user or assistant");
        }
        if (message.content() == null && !message.role().equals("assistant")) {
            throw RefusedException.invalid(field + ".content", null, "a string or a list of text parts");
        }
        if (message.content() != null) {
            checkUnicode(field + ".content", message.content().text());
        }
    }

    /** JSON can spell halves of a character, which no tokenizer can encode. */
    private static void checkUnicode(String field, String string) {
        for (int i = 0; i < string.length(); i++) {
            if (Character.isSurrogate(string.charAt(i))) {
                if (!Character.isSurrogatePair(
                        string.charAt(i), i + 1 < string.length() ? string.charAt(i + 1) : ' ')) {
                    throw RefusedException.invalid(field, "half a surrogate pair at character " + i, "Unicode text");
                }
                i++;
            }
        }
    }
}
