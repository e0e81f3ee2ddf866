package looplm.inference.engine.token;

import java.util.List;

/** Finds stop texts in an answer that arrives in pieces, and holds back what may become one. */
public final class StopMatcher {

    private final List<String> stops;
    private String held = "";
    private boolean stopped;

    /** Empty texts are not stop texts. */
    public StopMatcher(List<String> stops) {
        this.stops = stops.stream().filter(stop -> !stop.isEmpty()).toList();
    }

    /** Whether a stop text appeared. Nothing after it is returned. */
    public boolean stopped() {
        return stopped;
    }

    /**
     * @return what can be shown now: everything before a stop text, or before what may become one
     */
    public String append(String piece) {
        String text = held + piece;
        int end = firstStop(text);
        if (end >= 0) {
            stopped = true;
            held = "";
            return text.substring(0, end);
        }
        int shown = text.length() - openLength(text);
        held = text.substring(shown);
        return text.substring(0, shown);
    }

    /** As {@link #append}, for a piece in which no stop text counts; one cannot begin in it either. */
    public String pass(String piece) {
        String text = held + piece;
        held = "";
        return text;
    }

    /** What was held back, when no piece follows. */
    public String finish() {
        String text = held;
        held = "";
        return text;
    }

    private int firstStop(String text) {
        int first = -1;
        for (String stop : stops) {
            int at = text.indexOf(stop);
            if (at >= 0 && (first < 0 || at < first)) {
                first = at;
            }
        }
        return first;
    }

    /** Length of the longest end of {@code text} that begins a stop text. */
    private int openLength(String text) {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, text.length()); length > longest; length--) {
                if (text.regionMatches(text.length() - length, stop, 0, length)) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}
