package looplm.inference.admission;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import looplm.edge.RefusedException;
import looplm.inference.engine.model.ScoringTask;
import looplm.inference.engine.prefix.KvMemory;
import looplm.wire.ErrorCode;
import looplm.wire.FieldRange;
import looplm.wire.inference.ScoreRequest;
import looplm.wire.openai.PromptInput;
import org.jspecify.annotations.Nullable;

/** Checks a request for scores. Safe for use by many threads. */
public final class ScoringLimits {

    private static final int MOST_CONTINUATIONS = 256;

    private final ServedModel model;
    private final TextCodec text;
    private final KvMemory memory;
    private final PromptLimits prompts;

    public ScoringLimits(ServedModel model, TextCodec text, KvMemory memory) {
        this.model = model;
        this.text = text;
        this.memory = memory;
        this.prompts = new PromptLimits(text, model.shape());
    }

    /**
     * @throws RefusedException naming the field at fault
     */
    public ScoringTask check(ScoreRequest request) {
        if (!model.name().equals(request.model())) {
            throw RefusedException.of(
                    ErrorCode.MODEL_NOT_FOUND, "model", "model: not found (expected: " + model.name() + ")");
        }
        PromptInput context = request.context();
        if (context == null) {
            throw RefusedException.invalid("context", null, "a string or a list of token ids");
        }
        List<PromptInput> continuations = continuations(request.continuations());
        int steps = steps(request.steps());
        int[] tokens = prompts.tokens("context", context);
        if (tokens.length == 0) {
            throw RefusedException.invalid("context", "no tokens", "at least one token");
        }
        List<int[]> rest = IntStream.range(0, continuations.size())
                .mapToObj(i -> continuation("continuations[" + i + "]", context, tokens, continuations.get(i)))
                .toList();
        var task = new ScoringTask(tokens, rest, steps);
        checkMemory(task);
        return task;
    }

    private static List<PromptInput> continuations(@Nullable List<PromptInput> asked) {
        if (asked == null || asked.isEmpty() || asked.size() > MOST_CONTINUATIONS) {
            throw RefusedException.invalid(
                    "continuations",
                    asked == null ? null : asked.size() + " continuations",
                    "1.." + MOST_CONTINUATIONS);
        }
        return asked;
    }

    private int steps(@Nullable Integer asked) {
        int most = model.depth().maxSteps();
        FieldRange.between(1, most).check("steps", asked, RefusedException::invalid);
        return asked == null ? model.shape().trainedSteps() : asked;
    }

    /** Tokens that come after the context's. */
    private int[] continuation(String field, PromptInput context, int[] contextTokens, @Nullable PromptInput asked) {
        int[] tokens = switch (asked) {
            case null -> throw RefusedException.invalid(field, null, "a string or a list of token ids");
            case PromptInput.Ids ids -> prompts.tokens(field, ids);
            case PromptInput.Text(String string)
            when context instanceof PromptInput.Text(String before) -> {
                prompts.tokens(field, asked);
                prompts.checkLength(field, List.of(before, string));
                int[] whole = text.encode(before + string);
                yield Arrays.copyOfRange(whole, Math.min(contextTokens.length, whole.length), whole.length);
            }
            case PromptInput.Text _ -> throw RefusedException.invalid(field, "a text", "token ids, as the context");
        };
        int most = model.shape().contextLength() - contextTokens.length;
        if (tokens.length == 0 || tokens.length > most) {
            throw RefusedException.of(
                    tokens.length == 0 ? ErrorCode.INVALID_VALUE : ErrorCode.CONTEXT_LENGTH_EXCEEDED,
                    field,
                    field + ": " + tokens.length + " tokens (expected: 1.." + most
                            + ", what the model's context holds beside the context)");
        }
        return tokens;
    }

    private void checkMemory(ScoringTask task) {
        int most = memory.positionsAtMost(task.steps());
        if (task.positions() > most) {
            throw RefusedException.of(
                    ErrorCode.CONTEXT_LENGTH_EXCEEDED,
                    "continuations",
                    "continuations: " + task.positions() + " tokens with the context (expected: at most " + most
                            + ", what the memory for keys and values holds)");
        }
    }
}
