package looplm.model.fuzz;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import looplm.model.GenerationRequest;
import looplm.model.SerialGenerator;
import looplm.model.TextModel;
import looplm.model.cache.KvPolicy;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.kernel.ComputeDevice;
import looplm.model.kernel.Dtype;
import looplm.model.kernel.Placement;
import looplm.model.sample.SamplingParams;
import looplm.model.text.ChatTemplateException;
import looplm.model.text.ChatTurn;

/** Loads a mutant as every dtype and, where that works, uses every part of it. */
final class Trial {

    private static final List<String> TEXTS = List.of(
            "",
            "Hello, world 123!",
            "aab b [PAD]b <|im_start|>",
            "a".repeat(200) + "b z",
            " ".repeat(100) + "x",
            "é\u0301 \ud83d\ude00 \u0000 \ud800 中文\r\n");

    private static final int PROMPT = 6;
    private static final int TOKENS = 3;

    private Trial() {}

    /** What became of a mutant, from good to bad. */
    enum Outcome {
        /** As every dtype, and every part of it worked. */
        LOADED,
        /** By a clear error when it was loaded. */
        REFUSED,
        /** A clear error of a template when it is rendered, or of weights that overflow. */
        FAILED_IN_USE,
        OTHER_EXCEPTION
    }

    record Result(Outcome outcome, String detail) {}

    /** The worst of all dtypes. What the files' readers refuse as float32 reaches no packing, so it is not tried again. */
    static Result run(Path directory) {
        Result worst = new Result(Outcome.LOADED, "");
        for (Dtype dtype : Dtype.values()) {
            Result result = run(directory, dtype);
            if (result.outcome().compareTo(worst.outcome()) > 0) {
                worst = result;
            }
            if (result.outcome() == Outcome.REFUSED) {
                break;
            }
        }
        return worst;
    }

    private static Result run(Path directory, Dtype dtype) {
        try {
            use(directory, new Placement(dtype, ComputeDevice.CPU));
            return new Result(Outcome.LOADED, "");
        } catch (CheckpointException e) {
            return isClear(directory, e.getMessage()) ? new Result(Outcome.REFUSED, e.getMessage()) : other(dtype, e);
        } catch (ChatTemplateException e) {
            return new Result(Outcome.FAILED_IN_USE, e.getMessage());
        } catch (IllegalArgumentException e) {
            return isOverflow(e) ? new Result(Outcome.FAILED_IN_USE, e.getMessage()) : other(dtype, e);
        } catch (Throwable e) {
            return other(dtype, e);
        }
    }

    private static void use(Path directory, Placement placement) {
        try (TextModel text = TextModel.load(directory, placement)) {
            for (String each : TEXTS) {
                int[] ids = text.tokenizer().encode(each);
                text.tokenizer().decode(ids);
                text.tokenizer().decodeVisible(ids);
            }
            text.tokenizer().decode(new int[] {0, 1, text.tokenizer().largestId()});
            text.chatTemplate().render(List.of(new ChatTurn("user", TEXTS.get(1))), true);
            generate(text);
        }
    }

    private static void generate(TextModel text) {
        int[] ids = text.tokenizer().encode(TEXTS.get(1));
        int[] prompt = ids.length == 0 ? new int[] {0} : Arrays.copyOf(ids, Math.min(PROMPT, ids.length));
        if (prompt.length + TOKENS <= text.model().config().contextLength()) {
            var request = new GenerationRequest(
                    text.defaultExit(), KvPolicy.LAST_EXITED, new SamplingParams(0, 1, 0, 0), TOKENS, Set.of());
            new SerialGenerator(text.model()).generate(prompt, request, (token, logits) -> {});
        }
    }

    /** Weights near the largest float are finite, and a model for all that a loader can say; float16 has no such. */
    private static boolean isOverflow(IllegalArgumentException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith("logits: NaN") || message.startsWith("dtype: f16: ");
    }

    /** It names a file of the directory, then what is wrong there, in characters a terminal can show. */
    private static boolean isClear(Path directory, String message) {
        return message.startsWith(directory + "/")
                && message.contains(": ")
                && message.chars().noneMatch(Character::isISOControl);
    }

    private static Result other(Dtype dtype, Throwable e) {
        StackTraceElement[] stack = e.getStackTrace();
        return new Result(
                Outcome.OTHER_EXCEPTION,
                dtype + ": "
                        + e
                        + (stack.length == 0
                                ? ""
                                : " at " + Arrays.toString(Arrays.copyOf(stack, Math.min(12, stack.length)))));
    }
}
