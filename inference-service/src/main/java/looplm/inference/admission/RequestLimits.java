package looplm.inference.admission;

import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import looplm.inference.engine.DepthBounds;
import looplm.inference.engine.FinishReason;
import looplm.inference.engine.GenerationRequest;
import looplm.model.sample.Sampler;
import looplm.model.sample.SamplingParams;
import looplm.wire.ErrorCode;
import looplm.wire.openai.ChatCompletionRequest;
import looplm.wire.openai.ChatMessage;
import looplm.wire.openai.CompletionRequest;
import looplm.wire.openai.PromptInput;
import org.jspecify.annotations.Nullable;

/**
 * Checks every field of a request and resolves what it leaves open. Each refusal names the field, its value and what was
 * expected. Safe for use by many threads.
 */
public final class RequestLimits {

    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant");

    private final ServedModel model;
    private final TextCodec text;
    private final FieldLimits limits;
    private final SamplingLimits sampling;

    /**
     * @param seeds draws a seed where the client gives none
     */
    public RequestLimits(ServedModel model, TextCodec text, FieldLimits limits, LongSupplier seeds) {
        this.model = model;
        this.text = text;
        this.limits = limits;
        this.sampling = new SamplingLimits(model.sampling(), seeds);
    }

    /**
     * @param id the attempt's id
     * @throws RefusedException naming the field at fault
     */
    public Admission chat(String id, ChatCompletionRequest request) {
        checkModel(request.model());
        UnsupportedFields.check(request);
        List<ChatMessage> messages = checkedMessages(request.messages());
        AskedFields asked = AskedFields.of(request);
        Checked checked = check(asked);
        return admit(id, asked, checked, "messages", text.encodeChat(messages));
    }

    /**
     * @param id the attempt's id
     * @throws RefusedException naming the field at fault
     */
    public Admission completion(String id, CompletionRequest request) {
        checkModel(request.model());
        UnsupportedFields.check(request);
        PromptInput prompt = request.prompt();
        if (prompt == null) {
            throw RefusedException.invalid("prompt", null, "a string or a list of token ids");
        }
        AskedFields asked = AskedFields.of(request);
        Checked checked = check(asked);
        return admit(id, asked, checked, "prompt", tokens(prompt));
    }

    /** What can be said before the prompt is looked at. */
    private record Checked(DepthBounds depth, SamplingParams sampling, List<String> stops, int minTokens) {}

    private Checked check(AskedFields asked) {
        DepthBounds depth = model.depth().resolve(asked.reasoningEffort(), asked.loop());
        SamplingParams params = sampling.resolve(asked);
        checkLengths(asked);
        if (asked.streamOptions() != null && !Boolean.TRUE.equals(asked.stream())) {
            throw RefusedException.invalid("stream_options", "given", "none unless stream is true");
        }
        int minTokens = asked.minTokens() == null ? 0 : asked.minTokens();
        return new Checked(depth, params, stops(asked), minTokens);
    }

    private Admission admit(String id, AskedFields asked, Checked checked, String promptField, int[] prompt) {
        int room = room(promptField, prompt.length);
        int wanted = asked.maxTokens() == null ? Integer.MAX_VALUE : asked.maxTokens();
        int maxTokens = Math.min(wanted, room);
        if (checked.minTokens() > maxTokens) {
            throw RefusedException.invalid(
                    "min_tokens", checked.minTokens(), "0.." + maxTokens + ", the tokens that fit the context");
        }
        var generation = new GenerationRequest(
                id,
                prompt,
                checked.depth(),
                maxTokens,
                wanted > room ? FinishReason.CONTEXT : FinishReason.MAX_TOKENS,
                checked.minTokens(),
                Boolean.TRUE.equals(asked.ignoreEos()) ? Set.of() : model.endTokens(),
                checked.stops(),
                (logits, position) -> Sampler.sample(logits, checked.sampling(), 0, position),
                text.newDecoder());
        boolean usage = asked.streamOptions() != null
                && Boolean.TRUE.equals(asked.streamOptions().includeUsage());
        return new Admission(
                generation,
                Boolean.TRUE.equals(asked.stream()),
                usage,
                checked.sampling().seed());
    }

    private void checkModel(@Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw RefusedException.invalid("model", name == null ? null : "\"\"", model.name());
        }
        if (!name.equals(model.name())) {
            String shown = name.length() <= 80 ? name : name.substring(0, 80) + "...";
            throw RefusedException.of(
                    ErrorCode.MODEL_NOT_FOUND, "model", "model: " + shown + " (expected: " + model.name() + ")");
        }
    }

    private static List<ChatMessage> checkedMessages(@Nullable List<ChatMessage> messages) {
        if (messages == null || messages.isEmpty()) {
            throw RefusedException.invalid("messages", messages == null ? null : "[]", "at least one message");
        }
        for (int i = 0; i < messages.size(); i++) {
            checkMessage("messages[" + i + "]", messages.get(i));
        }
        return messages;
    }

    private static void checkMessage(String field, @Nullable ChatMessage message) {
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

    private int[] tokens(PromptInput prompt) {
        return switch (prompt) {
            case PromptInput.Text(String string) -> {
                checkUnicode("prompt", string);
                yield text.encode(string);
            }
            case PromptInput.Ids(List<Integer> ids) -> {
                int last = model.shape().vocabularySize() - 1;
                for (int i = 0; i < ids.size(); i++) {
                    if (ids.get(i) < 0 || ids.get(i) > last) {
                        throw RefusedException.invalid("prompt[" + i + "]", ids.get(i), "0.." + last);
                    }
                }
                yield ids.stream().mapToInt(Integer::intValue).toArray();
            }
        };
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

    /** Tokens that an answer may have. */
    private int room(String field, int promptTokens) {
        int context = model.shape().contextLength();
        if (promptTokens == 0) {
            throw RefusedException.invalid(field, "no tokens", "at least one token");
        }
        if (promptTokens >= context) {
            throw RefusedException.of(
                    ErrorCode.CONTEXT_LENGTH_EXCEEDED,
                    field,
                    field + ": " + promptTokens + " tokens (expected: at most " + (context - 1)
                            + ", one less than the model's context of " + context + ")");
        }
        return context - promptTokens;
    }

    private void checkLengths(AskedFields asked) {
        Integer max = asked.maxTokens();
        if (max != null && max < 1) {
            throw RefusedException.invalid(asked.maxTokensField(), max, "1 or more");
        }
        Integer min = asked.minTokens();
        int limit =
                Math.min(max == null ? Integer.MAX_VALUE : max, model.shape().contextLength());
        if (min != null && (min < 0 || min > limit)) {
            throw RefusedException.invalid("min_tokens", min, "0.." + limit);
        }
    }

    private List<String> stops(AskedFields asked) {
        List<String> stops = asked.stop() == null ? List.of() : asked.stop().texts();
        if (stops.size() > limits.stopTexts()) {
            throw RefusedException.invalid("stop", stops.size() + " texts", "at most " + limits.stopTexts());
        }
        for (String stop : stops) {
            if (stop.isEmpty() || stop.length() > limits.stopLength()) {
                throw RefusedException.invalid(
                        "stop", "a text of " + stop.length() + " characters", "1.." + limits.stopLength());
            }
        }
        return stops;
    }
}
