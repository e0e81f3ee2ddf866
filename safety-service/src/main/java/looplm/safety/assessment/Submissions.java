package looplm.safety.assessment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import looplm.edge.RefusedException;
import looplm.safety.policy.Stage;
import looplm.wire.openai.ChatMessage;
import looplm.wire.safety.AssessmentRequest;
import looplm.wire.safety.ModerationRequest;
import org.jspecify.annotations.Nullable;

/** Checks requests and makes submissions of them. */
public final class Submissions {

    private final AssessmentLimits limits;

    public Submissions(AssessmentLimits limits) {
        this.limits = limits;
    }

    /**
     * @throws RefusedException naming the field and what was expected
     */
    Submission of(AssessmentRequest request) {
        Stage stage = stage(request.stage());
        String context = context(stage, request.context());
        if ((request.input() == null) == (request.messages() == null)) {
            throw RefusedException.invalid(
                    "input",
                    request.input() == null ? "neither input nor messages" : "both input and messages",
                    "exactly one of input and messages");
        }
        List<String> texts = request.messages() == null
                ? List.of(notEmpty("input", String.valueOf(request.input())))
                : texts(request.messages());
        requireSize(request.messages() == null ? "input" : "messages", texts, context);
        return new Submission(stage, texts, context);
    }

    /** One submission for each input. */
    List<Submission> of(ModerationRequest request) {
        if (request.input() == null || request.input().texts().isEmpty()) {
            throw RefusedException.invalid("input", "empty", "a text or a list of texts");
        }
        List<String> texts = request.input().texts();
        requireCount("input", texts.size());
        requireSize("input", texts, "");
        return texts.stream()
                .map(text -> new Submission(Stage.PROMPT, List.of(notEmpty("input", text)), ""))
                .toList();
    }

    private static Stage stage(@Nullable String word) {
        if (word == null) {
            return Stage.PROMPT;
        }
        for (Stage stage : Stage.values()) {
            if (stage.word().equals(word)) {
                return stage;
            }
        }
        throw RefusedException.invalid("stage", quoted(word), "prompt or response");
    }

    private static String context(Stage stage, @Nullable String context) {
        if (context != null && stage == Stage.PROMPT) {
            throw RefusedException.invalid(
                    "context", "given", "only with stage response: the prompt that was answered");
        }
        return context == null ? "" : context;
    }

    private List<String> texts(List<ChatMessage> messages) {
        if (messages.isEmpty()) {
            throw RefusedException.invalid("messages", "empty", "at least one message");
        }
        requireCount("messages", messages.size());
        var texts = new ArrayList<String>();
        for (int i = 0; i < messages.size(); i++) {
            ChatMessage message = messages.get(i);
            if (message == null) {
                throw RefusedException.invalid("messages[" + i + "]", "null", "a message");
            }
            if (message.name() != null) {
                texts.add(message.name());
            }
            if (message.content() != null) {
                texts.add(message.content().text());
            }
        }
        return texts.isEmpty() ? List.of("") : texts;
    }

    private static String notEmpty(String field, String text) {
        if (text.isEmpty()) {
            throw RefusedException.invalid(field, "empty", "text");
        }
        return text;
    }

    private void requireCount(String field, int count) {
        if (count > limits.texts()) {
            throw RefusedException.tooLarge(field, count + " entries", "at most " + limits.texts());
        }
    }

    private void requireSize(String field, List<String> texts, String context) {
        long size = texts.stream().mapToLong(String::length).sum() + context.length();
        if (size > limits.characters()) {
            throw RefusedException.tooLarge(field, size + " characters", "at most " + limits.characters());
        }
    }

    /** Short, and of harmless characters: it goes into an error body. */
    private static String quoted(String word) {
        String safe = word.replaceAll("[^A-Za-z0-9_-]", "?");
        return "\"" + safe.substring(0, Math.min(32, safe.length())).toLowerCase(Locale.ROOT) + "\"";
    }
}
