package looplm.inference.admission;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import looplm.edge.RefusedException;
import looplm.inference.engine.DepthBounds;
import looplm.inference.engine.FinishReason;
import looplm.inference.engine.GenerationRequest;
import looplm.inference.engine.Handling;
import looplm.inference.engine.KvMemory;
import looplm.inference.engine.TokenReport;
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

    private static final int MOST_TOP_LOGPROBS = 20;

    private final ServedModel model;
    private final TextCodec text;
    private final FieldLimits limits;
    private final KvMemory memory;
    private final PromptLimits prompts;
    private final SamplingLimits sampling;

    /**
     * @param memory what prompt and answer must fit
     * @param seeds draws a seed where the client gives none
     */
    public RequestLimits(ServedModel model, TextCodec text, FieldLimits limits, KvMemory memory, LongSupplier seeds) {
        this.model = model;
        this.text = text;
        this.limits = limits;
        this.memory = memory;
        this.prompts = new PromptLimits(text, model.shape());
        this.sampling = new SamplingLimits(model.sampling(), seeds);
    }

    /**
     * @param id the attempt's id
     * @throws RefusedException naming the field at fault
     */
    public Admission chat(Caller caller, String id, ChatCompletionRequest request) {
        checkModel(request.model());
        UnsupportedFields.check(request);
        List<ChatMessage> messages = PromptLimits.checked(request.messages());
        AskedFields asked = AskedFields.of(request);
        Checked checked = check(asked);
        return admit(caller, id, asked, checked, "messages", prompts.tokens(messages));
    }

    /**
     * @param id the attempt's id
     * @throws RefusedException naming the field at fault
     */
    public Admission completion(Caller caller, String id, CompletionRequest request) {
        checkModel(request.model());
        UnsupportedFields.check(request);
        PromptInput prompt = request.prompt();
        if (prompt == null) {
            throw RefusedException.invalid("prompt", null, "a string or a list of token ids");
        }
        AskedFields asked = AskedFields.of(request);
        Checked checked = check(asked);
        return admit(caller, id, asked, checked, "prompt", prompts.tokens("prompt", prompt));
    }

    /** What can be said before the prompt is looked at. */
    private record Checked(
            DepthBounds depth,
            SamplingParams sampling,
            Penalties penalties,
            List<String> stops,
            int minTokens,
            int answers,
            TokenReport report) {}

    private Checked check(AskedFields asked) {
        DepthBounds depth = model.depth().resolve(asked.reasoningEffort(), asked.loop());
        SamplingParams params = sampling.resolve(asked);
        Penalties penalties = PenaltyLimits.resolve(asked, model.shape().vocabularySize());
        checkLengths(asked);
        if (asked.streamOptions() != null && !Boolean.TRUE.equals(asked.stream())) {
            throw RefusedException.invalid("stream_options", "given", "none unless stream is true");
        }
        int minTokens = asked.minTokens() == null ? 0 : asked.minTokens();
        return new Checked(depth, params, penalties, stops(asked), minTokens, answers(asked), report(asked));
    }

    private Admission admit(
            Caller caller, String id, AskedFields asked, Checked checked, String promptField, int[] prompt) {
        int room = room(promptField, prompt.length);
        int fitting = fitting(promptField, prompt.length, checked.depth());
        Integer wanted = asked.maxTokens();
        if (wanted != null && Math.min(wanted, room) > fitting) {
            throw RefusedException.invalid(
                    asked.maxTokensField(),
                    wanted,
                    "at most " + fitting + ", the tokens beside this prompt that the memory for keys and values holds");
        }
        int most = Math.min(room, fitting);
        int maxTokens = wanted == null ? most : Math.min(wanted, most);
        if (checked.minTokens() > maxTokens) {
            throw RefusedException.invalid(
                    "min_tokens", checked.minTokens(), "0.." + maxTokens + ", the tokens that fit the context");
        }
        FinishReason limit = wanted == null || wanted > room ? FinishReason.CONTEXT : FinishReason.MAX_TOKENS;
        boolean usage = asked.streamOptions() != null
                && Boolean.TRUE.equals(asked.streamOptions().includeUsage());
        return new Admission(
                answers(caller, id, asked, checked, prompt, maxTokens, limit),
                Boolean.TRUE.equals(asked.stream()),
                usage,
                checked.sampling().seed());
    }

    private List<GenerationRequest> answers(
            Caller caller,
            String id,
            AskedFields asked,
            Checked checked,
            int[] prompt,
            int maxTokens,
            FinishReason limit) {
        long now = System.nanoTime();
        var handling = new Handling(
                caller.priority(),
                caller.account(),
                OptionalLong.of(now + limits.waitLimit().toNanos()),
                OptionalLong.of(now + limits.answerLimit().toNanos()),
                checked.report(),
                null);
        var answers = new ArrayList<GenerationRequest>();
        for (int answer = 0; answer < checked.answers(); answer++) {
            answers.add(new GenerationRequest(
                    id,
                    prompt,
                    checked.depth(),
                    maxTokens,
                    limit,
                    checked.minTokens(),
                    Boolean.TRUE.equals(asked.ignoreEos()) ? Set.of() : model.endTokens(),
                    checked.stops(),
                    new AnswerSampler(checked.sampling(), checked.penalties(), answer, prompt),
                    text.newDecoder(),
                    handling));
        }
        return answers;
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

    /** Tokens that an answer may have by the model's context. */
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

    /** Tokens that an answer may have by the memory for keys and values, when it has it for itself. */
    private int fitting(String field, int promptTokens, DepthBounds depth) {
        int positions = memory.positionsAtMost(model.shape().prefillSteps(depth));
        if (promptTokens >= positions) {
            throw RefusedException.of(
                    ErrorCode.CONTEXT_LENGTH_EXCEEDED,
                    field,
                    field + ": " + promptTokens + " tokens (expected: at most " + (positions - 1)
                            + ", what the memory for keys and values holds beside an answer)");
        }
        return positions - promptTokens;
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

    private int answers(AskedFields asked) {
        Integer answers = asked.answers();
        if (answers != null && (answers < 1 || answers > limits.answers())) {
            throw RefusedException.invalid("n", answers, "1.." + limits.answers());
        }
        return answers == null ? 1 : answers;
    }

    private static TokenReport report(AskedFields asked) {
        Integer top = asked.topLogprobs();
        if (top != null && (top < 0 || top > MOST_TOP_LOGPROBS)) {
            throw RefusedException.invalid(asked.topLogprobsField(), top, "0.." + MOST_TOP_LOGPROBS);
        }
        if (top != null && top > 0 && !asked.logprobs()) {
            throw RefusedException.invalid(asked.topLogprobsField(), top, "0 unless logprobs is true");
        }
        boolean trace = asked.loop() != null && Boolean.TRUE.equals(asked.loop().trace());
        return new TokenReport(asked.logprobs(), top == null ? 0 : top, trace);
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
