package looplm.inference.engine.token;

import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one request has cost so far. D is the steps that its prefill runs, max(trained steps, its own maximum).
 *
 * @param promptTokens tokens of the prompt
 * @param cachedTokens those of them that were not run, because another prompt had run them
 * @param completionTokens sampled tokens; an end token counts, though it is not shown
 * @param decodeTokens those of them that came from a tick: all but the first
 * @param promptSteps prompt tokens that were run x D
 * @param executedSteps recurrent steps run in ticks, those of a token that was never finished included
 * @param prefillSteps D
 * @param exitSteps steps (from 1) whose logits were read to tokens, the first token included
 */
public record Counts(
        int promptTokens,
        int cachedTokens,
        int completionTokens,
        int decodeTokens,
        long promptSteps,
        long executedSteps,
        int prefillSteps,
        SortedMap<Integer, Long> exitSteps) {

    public Counts {
        exitSteps = Collections.unmodifiableSortedMap(new TreeMap<>(exitSteps));
    }

    /**
     * What several answers to one prompt cost together.
     *
     * @param answers at least one
     */
    public static Counts together(List<Counts> answers) {
        Counts first = answers.getFirst();
        if (answers.size() == 1) {
            return first;
        }
        var exits = new TreeMap<Integer, Long>();
        answers.forEach(answer -> answer.exitSteps.forEach((step, tokens) -> exits.merge(step, tokens, Long::sum)));
        long promptSteps = answers.stream().mapToLong(Counts::promptSteps).sum();
        long run = promptSteps / first.prefillSteps;
        return new Counts(
                first.promptTokens,
                (int) Math.max(0, first.promptTokens - run),
                answers.stream().mapToInt(Counts::completionTokens).sum(),
                answers.stream().mapToInt(Counts::decodeTokens).sum(),
                promptSteps,
                answers.stream().mapToLong(Counts::executedSteps).sum(),
                first.prefillSteps,
                exits);
    }

    /** Executed steps by token that came from a tick; empty if there was none. */
    public OptionalDouble meanSteps() {
        return decodeTokens == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) executedSteps / decodeTokens);
    }

    /** What full depth would have run for the same tokens, less what was run. */
    public long savedSteps() {
        return (long) decodeTokens * prefillSteps - executedSteps;
    }

    /** What is paid for. */
    public long billedSteps() {
        return promptSteps + executedSteps;
    }
}
