/**
 * Text as rules see it: folded, so that spelling tricks do not hide a word.
 *
 * <p>Starting points: {@link looplm.safety.text.ScreenedText}, {@link looplm.safety.text.TextFolding}.
 */
@NullMarked
package looplm.safety.text;

import org.jspecify.annotations.NullMarked;
