package looplm.model.text;

import java.util.Arrays;
import java.util.function.Function;

/**
 * Turns a growing list of ids into text, piece by piece: never half a character, never one lost. All pieces together are
 * the text of all ids decoded at once.
 *
 * <p>A byte-level token may end inside a character. The tokenizer then shows U+FFFD at the end of the text, and only that
 * last one can still change: what stands before it is final. So that one is held back until later ids settle it or the
 * answer ends.
 *
 * <p>Decoding starts a little before the new ids, at the end of an earlier piece, because what a token reads as may depend
 * on its neighbour (a joining space, for example).
 */
public final class StreamingDecoder {

    private static final char REPLACEMENT = '\ufffd';

    private final Function<int[], String> decode;
    private int[] window = new int[0];

    /** Ids at the head of the window whose text ended in a whole character when they were decoded. */
    private int settled;

    /** Characters of the window's text that were handed out. */
    private int shown;

    StreamingDecoder(Function<int[], String> decode) {
        this.decode = decode;
    }

    /** Adds an id and returns the text that is final with it, often empty or several characters. */
    public String push(int id) {
        window = Arrays.copyOf(window, window.length + 1);
        window[window.length - 1] = id;
        String text = decode.apply(window);
        boolean open = !text.isEmpty() && text.charAt(text.length() - 1) == REPLACEMENT;
        String piece = take(text, open ? text.length() - 1 : text.length());
        if (!open) {
            window = Arrays.copyOfRange(window, settled, window.length);
            settled = window.length;
            shown = decode.apply(window).length();
        }
        return piece;
    }

    /** What was held back, once no id will follow. */
    public String finish() {
        String text = decode.apply(window);
        return take(text, text.length());
    }

    private String take(String text, int end) {
        String piece = text.substring(Math.min(shown, end), end);
        shown = Math.max(shown, end);
        return piece;
    }
}
