package looplm.model.exit;

import java.util.Locale;

/** How much depth a request asks for, from the least to the most. */
public enum Effort {
    MINIMAL,
    LOW,
    MEDIUM,
    HIGH;

    /** Its name in JSON. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
