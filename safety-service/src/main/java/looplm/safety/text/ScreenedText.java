package looplm.safety.text;

import java.util.List;

/**
 * One text in the two forms that rules read.
 *
 * @param plain folded text, any language
 * @param plainWords its words
 * @param skeleton the words of the skeleton, joined by spaces
 * @param skeletonWords words with spelling tricks undone
 */
public record ScreenedText(String plain, List<String> plainWords, String skeleton, List<String> skeletonWords) {

    public ScreenedText {
        plainWords = List.copyOf(plainWords);
        skeletonWords = List.copyOf(skeletonWords);
    }

    /** Folds a text as it was sent. */
    public static ScreenedText of(String raw) {
        String plain = TextFolding.plain(raw);
        List<String> words = Words.withRejoined(TextFolding.skeleton(plain));
        return new ScreenedText(plain, Words.of(plain), String.join(" ", words), words);
    }
}
