package looplm.safety.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a long text into overlapping windows, so that reading it takes bounded memory. What stands within {@value #OVERLAP}
 * characters is whole in at least one window.
 */
public final class Windows {

    static final int LENGTH = 16_384;
    static final int OVERLAP = 2_048;

    private Windows() {}

    /** The windows in order; a text that fits is its own only window. */
    public static List<String> of(String text) {
        if (text.length() <= LENGTH) {
            return List.of(text);
        }
        var windows = new ArrayList<String>();
        for (int start = 0; start + OVERLAP < text.length(); start += LENGTH - OVERLAP) {
            windows.add(text.substring(start, Math.min(start + LENGTH, text.length())));
        }
        return windows;
    }
}
