package looplm.inference.engine.model;

import java.util.List;

/** One call of the model. */
public sealed interface Batch {

    /**
     * Prompt tokens of one row, run through all {@code planes} steps.
     *
     * @param row whose cache is filled
     * @param tokens ids of the positions {@code start .. start + tokens.length - 1}
     * @param start position of the first; 0 starts a new sequence in this row
     * @param planes D, the steps to run and planes to fill
     * @param prompt tokens of the whole prompt
     * @param positions the most positions that the sequence will need, its answer included
     * @param depth decides which step's logits are read at the last position
     * @param told whether every step's gate and logits are wanted at the last position
     */
    record PrefillChunk(
            int row, int[] tokens, int start, int planes, int prompt, int positions, StepBounds depth, boolean told)
            implements Batch {

        /** The last chunk of a prompt, of which only the step that is read is wanted. */
        public PrefillChunk(int row, int[] tokens, int start, int planes, int positions, StepBounds depth) {
            this(row, tokens, start, planes, start + tokens.length, positions, depth, false);
        }

        public int end() {
            return start + tokens.length;
        }

        /** Whether the prompt ends here: only then is anything read at the last position. */
        public boolean last() {
            return end() == prompt;
        }
    }

    /** Exactly one recurrent step of every row that has a token in flight. */
    record RowTick(List<RowStep> rows) implements Batch {
        public RowTick {
            rows = List.copyOf(rows);
        }
    }

    /**
     * One row's part of a tick.
     *
     * @param token id; read at recurrent step 0, where the row's state starts from it
     * @param position of the token
     * @param recurrentStep the step to run, from 0
     * @param cdf cumulative exit probability before this step
     * @param survival probability of not having left before this step
     * @param told whether this step's logits are wanted even if the token does not leave
     */
    record RowStep(
            int row,
            int token,
            int position,
            int recurrentStep,
            float cdf,
            float survival,
            StepBounds depth,
            boolean told) {

        /** A step that is read only if the token leaves. */
        public RowStep(
                int row, int token, int position, int recurrentStep, float cdf, float survival, StepBounds depth) {
            this(row, token, position, recurrentStep, cdf, survival, depth, false);
        }
    }
}
