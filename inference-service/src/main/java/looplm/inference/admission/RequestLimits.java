package looplm.inference.admission;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import looplm.edge.RefusedException;
import looplm.inference.admission.AnswerSampler.Penalties;
import looplm.inference.engine.AnswerRequest;
import looplm.inference.engine.Handling;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.engine.prefix.KvMemory;
import looplm.inference.engine.token.FinishReason;
import looplm.inference.engine.token.TokenReport;
import looplm.model.sample.SamplingParams;
import looplm.wire.ErrorCode;
import looplm.wire.FieldRange;
import looplm.wire.openai.ChatCompletionRequest;
import looplm.wire.openai.ChatMessage;
import looplm.wire.openai.CompletionRequest;
import looplm.wire.openai.GenerationFields;
import looplm.wire.openai.LoopControls;
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
    private final Settings settings;
    private final KvMemory memory;
    private final PromptLimits prompts;
    private final SamplingLimits sampling;

    /**
     * Limits of requests that the operator sets.
     *
     * @param stopTexts stop texts at most
     * @param stopLength characters of a stop text at most
     * @param answers answers to one prompt at most
     * @param waitLimit time to wait for a row
     * @param answerLimit time to the end of the answer, waiting included
     */
    public record Settings(int stopTexts, int stopLength, int answers, Duration waitLimit, Duration answerLimit) {}

    /**
     * @param memory what prompt and answer must fit
     * @param seeds draws a seed where the client gives none
     */
    public RequestLimits(ServedModel model, TextCodec text, Settings settings, KvMemory memory, LongSupplier seeds) {
        this.model = model;
        this.text = text;
        this.settings = settings;
        this.memory = memory;
        this.prompts = new PromptLimits(text, model.shape());
        this.sampling = new SamplingLimits(model.sampling(), model.shape().vocabularySize(), seeds);
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
            StepBounds depth,
            SamplingParams sampling,
            Penalties penalties,
            List<String> stops,
            int minTokens,
            int answers,
            TokenReport report) {}

    private Checked check(AskedFields asked) {
        GenerationFields fields = asked.fields();
        StepBounds depth = model.depth().resolve(fields.reasoningEffort(), fields.loop());
        SamplingParams params = sampling.resolve(fields.sampling());
        Penalties penalties = sampling.resolve(fields.penalties());
        checkLengths(asked);
        if (fields.streamOptions() != null && !fields.streams()) {
            throw RefusedException.invalid("stream_options", "given", "none unless stream is true");
        }
        int minTokens = fields.minTokens() == null ? 0 : fields.minTokens();
        return new Checked(depth, params, penalties, stops(fields), minTokens, answers(fields), report(asked));
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
        return new Admission(
                answers(caller, id, asked, checked, prompt, maxTokens, limit),
                asked.fields().streams(),
                asked.fields().asksUsage(),
                checked.sampling().seed());
    }

    private List<AnswerRequest> answers(
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
                OptionalLong.of(now + settings.waitLimit().toNanos()),
                OptionalLong.of(now + settings.answerLimit().toNanos()),
                checked.report(),
                null);
        var answers = new ArrayList<AnswerRequest>();
        for (int answer = 0; answer < checked.answers(); answer++) {
            answers.add(new AnswerRequest(
                    id,
                    prompt,
                    checked.depth(),
                    maxTokens,
                    limit,
                    checked.minTokens(),
                    Boolean.TRUE.equals(asked.fields().ignoreEos()) ? Set.of() : model.endTokens(),
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
    private int fitting(String field, int promptTokens, StepBounds depth) {
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
        FieldRange.atLeast(1).check(asked.maxTokensField(), max, RefusedException::invalid);
        int limit =
                Math.min(max == null ? Integer.MAX_VALUE : max, model.shape().contextLength());
        FieldRange.between(0, limit).check("min_tokens", asked.fields().minTokens(), RefusedException::invalid);
    }

    private int answers(GenerationFields asked) {
        FieldRange.between(1, settings.answers()).check("n", asked.n(), RefusedException::invalid);
        return asked.n() == null ? 1 : asked.n();
    }

    private static TokenReport report(AskedFields asked) {
        Integer top = asked.topLogprobs();
        FieldRange.between(0, MOST_TOP_LOGPROBS).check(asked.topLogprobsField(), top, RefusedException::invalid);
        if (top != null && top > 0 && !asked.logprobs()) {
            throw RefusedException.invalid(asked.topLogprobsField(), top, "0 unless logprobs is true");
        }
        LoopControls loop = asked.fields().loop();
        boolean trace = loop != null && Boolean.TRUE.equals(loop.trace());
        return new TokenReport(asked.logprobs(), top == null ? 0 : top, trace);
    }

    private List<String> stops(GenerationFields asked) {
        List<String> stops = asked.stop() == null ? List.of() : asked.stop().texts();
        if (stops.size() > settings.stopTexts()) {
            throw RefusedException.invalid("stop", stops.size() + " texts", "at most " + settings.stopTexts());
        }
        for (String stop : stops) {
            if (stop.isEmpty() || stop.length() > settings.stopLength()) {
                throw RefusedException.invalid(
                        "stop", "a text of " + stop.length() + " characters", "1.." + settings.stopLength());
            }
        }
        return stops;
    }
}
