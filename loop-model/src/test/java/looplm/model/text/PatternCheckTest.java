package looplm.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternCheckTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\p{N}",
                "\\p{N}{1,3}",
                "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
                "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
                        + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                "\\s*\\+\\s*",
                "\\s+mod(ulo)?\\s+7\\s*$",
                "\\s*[-−–]\\s*",
                "['’]s?(?=[\\s?!.,;:]|$)",
                "(?<=[^\\s])[.,;:!]+(?=\\s|$)",
                "a+?b"
            })
    void isSafe_whenWorkIsLinear(String pattern) {
        assertThat(PatternCheck.isSafe(pattern)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // backtracks without bound
                "(a|aa)+z",
                "(a*)*z",
                "a*a*z",
                "\\s*\\s+x",
                "\\s*(b|)\\s*x",
                "\\s*b?\\s*x",
                ".*a.*b",
                "[^x]*y\\s*",
                "\\w+b\\w+",
                "a++b",
                "(a|b)(a|b)(a|b)(a|b)x",
                "a?a?a?a?x",
                "a{0,60}x",
                "(a)\\1",
                "(?>a*)b",
                "(?<n>a)\\k<n>",
                "(?i)a",
                "[a[b]]+",
                // may match nothing
                "",
                "a*",
                "a?",
                "^",
                "(?=a)",
                "a|",
                "(a|)",
                "a{0,3}",
                // no pattern
                "(",
                ")",
                "a)",
                "[",
                "[]",
                "a{",
                "a{3,1}",
                "a{99999999999}",
                "*a",
                "\\",
                "\\p{L",
                "\\q"
            })
    void isUnsafe_whenWorkMayExplodeOrNothingMatches(String pattern) {
        assertThat(PatternCheck.isSafe(pattern)).isFalse();
    }
}
