package looplm.model.text;

/** Whether a Thinking model is asked to think before it answers: the template variable {@code enable_thinking}. */
public enum Thinking {
    /** The variable is not set: what the template does by itself. */
    AS_TEMPLATE,
    /** Set to true; the built-in ChatML opens the thought with {@code <think>}. */
    ON,
    /** Set to false. */
    OFF
}
