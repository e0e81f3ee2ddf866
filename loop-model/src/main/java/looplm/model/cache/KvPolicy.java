package looplm.model.cache;

/**
 * What a position leaves in its planes, once its token is done. A token in flight always has its own steps; what is said
 * here is what later tokens see of it at each depth.
 *
 * <p>The first three are for use, the others are what the paper's Table 14 and its followers may have measured, kept to be
 * measured again ({@code bench kv}).
 */
public enum KvPolicy {
    /** Plane p holds step min(p, exit): deeper planes repeat the step the token exited at. The default. */
    LAST_EXITED(Kept.OWN_STEPS, Kept.OWN_STEPS),
    /** Every step is run and kept, whatever step is read: the reference's own history; saves no compute. */
    FULL_DEPTH(Kept.OWN_STEPS, Kept.OWN_STEPS),
    /**
     * Every plane holds the step the token exited at; the prompt keeps all (the paper's fourfold reuse). Disputed: never
     * a default.
     */
    FINAL_SHARED(Kept.FINAL, Kept.OWN_STEPS),
    /** Every plane holds the token's first step; the prompt keeps all. */
    FIRST_SHARED(Kept.FIRST, Kept.OWN_STEPS),
    /** Every plane holds the mean of the token's steps; the prompt keeps all. */
    MEAN_SHARED(Kept.MEAN, Kept.OWN_STEPS),
    /** The first plane holds the first step, all others the step the token exited at; the prompt keeps all. */
    FIRST_THEN_FINAL(Kept.FIRST_THEN_FINAL, Kept.OWN_STEPS),
    /** As {@link #FINAL_SHARED}, the prompt too: its last step is all that decoding sees of it. */
    FINAL_EVERYWHERE(Kept.FINAL, Kept.FINAL),
    /** As {@link #FIRST_SHARED}, the prompt too. */
    FIRST_EVERYWHERE(Kept.FIRST, Kept.FIRST),
    /** As {@link #MEAN_SHARED}, the prompt too. */
    MEAN_EVERYWHERE(Kept.MEAN, Kept.MEAN);

    /** What the planes of one position hold. */
    public enum Kept {
        /** Every plane its own step, as far as steps were run, then the step that was exited at. */
        OWN_STEPS,
        /** All planes the step that was exited at. */
        FINAL,
        /** All planes the first step. */
        FIRST,
        /** All planes the mean of the steps that were run. */
        MEAN,
        /** The first plane the first step, all others the step that was exited at. */
        FIRST_THEN_FINAL;

        /** How many of P planes have to be stored. */
        public int planes(int all) {
            return switch (this) {
                case OWN_STEPS -> all;
                case FINAL, FIRST, MEAN -> 1;
                case FIRST_THEN_FINAL -> Math.min(2, all);
            };
        }
    }

    private final Kept generated;
    private final Kept prompt;

    KvPolicy(Kept generated, Kept prompt) {
        this.generated = generated;
        this.prompt = prompt;
    }

    /** What generated tokens leave. */
    public Kept generated() {
        return generated;
    }

    /** What the prompt's tokens leave once it has run. */
    public Kept prompt() {
        return prompt;
    }

    /** Whether steps are run on behind the one that is read. */
    public boolean runsAllSteps() {
        return this == FULL_DEPTH;
    }
}
