package looplm.safety.policy;

import java.util.Locale;

/** What is assessed: what a client asks, or what the model answers. */
public enum Stage {
    PROMPT,
    RESPONSE;

    /** The word in JSON, YAML and the audit. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
