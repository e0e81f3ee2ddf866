package looplm.safety.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScreenedTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BOMB",
                "ｂｏｍｂ",
                "𝐛𝐨𝐦𝐛",
                "ⓑⓞⓜⓑ",
                "b\u200Bo\u200Dm\u2060b",
                "b\u00ADo\uFEFFmb",
                "b\u202Eomb\u202C",
                "bo\uFE0Fmb",
                "bo\u034Fmb",
                "bo\u3164mb",
                "b\u0007omb",
                "bómb",
                "b\u0301o\u0323m\u0308b",
                "bоmb",
                "вomb",
                "bοmb",
                "b0mb",
                "B0MB!",
                "b o m b",
                "b.o.m.b",
                "b-o-m-b",
                "b_o_m_b",
                "a b o m b",
                "bo-mb",
                "bo.mb",
                "(bomb)",
                "\u2003bomb\u2003"
            })
    void words_holdTheWord_howeverItIsSpelled(String spelling) {
        var text = ScreenedText.of("the " + spelling + " here");

        assertThat(text.plainWords().contains("bomb") || text.skeletonWords().contains("bomb"))
                .as("%s -> %s, %s", spelling, text.plainWords(), text.skeletonWords())
                .isTrue();
    }

    @Test
    void plain_collapsesAllKindsOfSpace() {
        assertThat(TextFolding.plain(" a\u00A0\u2028b\u2800\t\r\nc\u0085d ").strip())
                .isEqualTo("a b c d");
    }

    @Test
    void plain_foldsCaseBeyondAscii() {
        assertThat(TextFolding.plain("STRAẞE ΣΊΣΥΦΟΣ ſtop")).isEqualTo("strasse σίσυφοσ stop");
    }

    @Test
    void words_areCharacters_whereTheScriptHasNoSpaces() {
        assertThat(Words.of(TextFolding.plain("怎么做炸弹 x"))).containsExactly("怎", "么", "做", "炸", "弹", "x");
    }

    @Test
    void plain_doesNotGrowWithoutBounds() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String character = Character.toString(c);
            assertThat(TextFolding.plain(character).length())
                    .as("U+%04X", c)
                    .isLessThanOrEqualTo(6 * character.length());
        }
    }

    /** The steps of a normalization grow with the square of the longest run of marks and with nothing else. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0301\u0323",
                "\u0301\u0323\u200D",
                "\u0301\u034F",
                "\u0301\uFE0F\u0323",
                "\u0301\uFF9E",
                "\u0301\u3164",
                "\u20DD\u0323",
                "\u0903\u0951",
                "\uD834\uDD65\uD834\uDD67"
            })
    void plain_boundsRunsOfMarks_whateverPartsThem(String unit) {
        String plain = TextFolding.plain("q" + unit.repeat(10_000) + "q");

        assertThat(plain).startsWith("q").endsWith("q").hasSizeLessThan(100);
    }

    /** For every character that normalization takes apart or that goes: none stands between marks and goes later. */
    @Test
    void plain_boundsRunsOfMarks_besideEveryCharacter() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String character = Character.toString(c);
            if (!Normalizer.isNormalized(character, Normalizer.Form.NFKD) || Character.getType(c) == Character.FORMAT) {
                String plain = TextFolding.plain(("\u0301".repeat(20) + character).repeat(5));
                assertThat(longestRunOfMarks(Normalizer.normalize(plain, Normalizer.Form.NFD)))
                        .as("U+%04X", c)
                        .isLessThan(2 * TextFolding.MOST_MARKS);
            }
        }
    }

    @Test
    void plain_keepsTheMarksOfWords() {
        String stacked = "e" + "\u0301\u0323".repeat(15);
        assertThat(Normalizer.normalize(TextFolding.plain(stacked), Normalizer.Form.NFD))
                .hasSize(stacked.length());
        assertThat(TextFolding.plain("क्षत्रिय ทีּ่שָׁלוֹם"))
                .isEqualTo(Normalizer.normalize("क्षत्रिय ทีּ่שָׁלוֹם", Normalizer.Form.NFKC));
    }

    private static int longestRunOfMarks(String text) {
        int longest = 0;
        int run = 0;
        for (int c : text.codePoints().toArray()) {
            run = Character.getType(c) == Character.NON_SPACING_MARK ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        return longest;
    }

    @Test
    void windows_holdEveryShortStretchWhole() {
        String text = java.util.stream.IntStream.range(0, 20_000)
                .mapToObj(Integer::toString)
                .collect(java.util.stream.Collectors.joining(" "));
        var windows = Windows.of(text);

        assertThat(windows).allSatisfy(window -> assertThat(window).hasSizeLessThanOrEqualTo(Windows.LENGTH));
        for (int start = 0; start + Windows.OVERLAP <= text.length(); start += 97) {
            String stretch = text.substring(start, start + Windows.OVERLAP);
            assertThat(windows).anyMatch(window -> window.contains(stretch));
        }
        assertThat(windows.getLast()).endsWith("19999");
        assertThat(Windows.of("")).containsExactly("");
    }

    @Test
    void of_takesAnyText_alsoBroken() {
        assertThat(ScreenedText.of("").plainWords()).isEmpty();
        assertThat(ScreenedText.of("\uD800 \uDC00 \u0000").plainWords()).hasSizeLessThan(3);
        assertThat(ScreenedText.of("😀 🏳️‍🌈").plain()).contains("😀");
    }
}
