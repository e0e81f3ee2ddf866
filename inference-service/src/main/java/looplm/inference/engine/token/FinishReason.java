package looplm.inference.engine.token;

/** Why an answer ended by itself. */
public enum FinishReason {
    /** An end-of-sequence token was sampled, or a stop text appeared. */
    STOP,
    /** The request's own limit of tokens. */
    MAX_TOKENS,
    /** The model's context is full. */
    CONTEXT
}
