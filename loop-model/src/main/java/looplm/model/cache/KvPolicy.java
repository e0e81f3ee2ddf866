package looplm.model.cache;

/** What a finished token leaves in the planes of its position. Prompts always keep every step in its own plane. */
public enum KvPolicy {
    /** Plane p holds step min(p, exit): deeper planes repeat the step the token exited at. The default. */
    LAST_EXITED,
    /** Every step is run and kept, whatever step is read: the reference's own history; saves no compute. */
    FULL_DEPTH,
    /** Every plane holds the step the token exited at (the paper's fourfold reuse). Disputed: never a default. */
    FINAL_SHARED
}
