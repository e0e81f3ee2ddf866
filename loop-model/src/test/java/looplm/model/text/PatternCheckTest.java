package looplm.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternCheckTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\p{N}",
                "\\p{N}{1,3}",
                "\\d+",
                "\\p{Han}+",
                "[一-龥぀-ゟ゠-ヿ]+",
                // GPT-2
                "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
                // Llama 3
                "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
                        + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                // Qwen 2
                "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
                        + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                // DeepSeek V3
                "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
                        + "| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                // GPT-4o, gpt-oss
                "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+"
                        + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+"
                        + "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}"
                        + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
                // with possessive repetitions
                "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s*[\\r\\n]"
                        + "|\\s+(?!\\S)|\\s+",
                "\\+\\s*",
                "\\smod(ulo)?\\s+7\\s*$",
                "['’]s?(?=[\\s?!.,;:]|$)"
            })
    void cost_isLinear_whenTextsMayBeLong(String pattern) {
        assertThat(PatternCheck.cost(pattern, new BitSet()))
                .hasValueSatisfying(cost -> assertThat(cost.mostCharacters(1)).isEqualTo(Tokenizer.MAX_CHARACTERS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // a run is walked along again from each place in it
                "\\s*\\+\\s*",
                "\\s+mod(ulo)?\\s+7\\s*$",
                "\\s*[-−–]\\s*",
                "(?<=[^\\s])[.,;:!]+(?=\\s|$)",
                "a+?b",
                "a++b",
                "[^x]*y\\s*",
                "\\w+b\\w+",
                "a+b|a|a+",
                "a+b|a+?",
                "7\\s*\\w+b",
                // a match walks along a run for each place in another
                "x\\s*(\\s+is|y)z",
                "a*a*z",
                "^\\s*(who|what)\\s*('s|’s|\\s+is)\\s+"
            })
    void cost_boundsTheText_whenASearchIsNotLinear(String pattern) {
        assertThat(PatternCheck.cost(pattern, new BitSet()))
                .hasValueSatisfying(cost -> assertThat(cost.mostCharacters(1)).isBetween(1 << 11, 1 << 15));
    }

    @Test
    void cost_isLinear_whenNoTwoCharactersOfARunStandSideBySide() {
        String collapsed = "[\\s?]+";
        BitSet apart = PatternCheck.cost(collapsed, new BitSet()).orElseThrow().taken();
        assertThat(PatternCheck.cost("^\\s*(who|what)\\s*('s|’s|\\s+is)\\s+", apart))
                .hasValueSatisfying(cost -> assertThat(cost.mostCharacters(1)).isEqualTo(Tokenizer.MAX_CHARACTERS));
        assertThat(PatternCheck.cost("^\\S*(who|what)\\S*([xy]|\\S+zz)", apart)).isEmpty();
        assertThat(PatternCheck.cost("[\\s?]+!", new BitSet())
                        .orElseThrow()
                        .taken()
                        .isEmpty())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // backtracks without bound
                "(a|aa)+z",
                "(a*)*z",
                "a*a*[yz]",
                "\\s*\\s+[xy]",
                "\\s*(b|)\\s*[xy]",
                "\\s*b?\\s*[xy]",
                ".*a.*b",
                "[\\p{Lu}\\p{M}]*[\\p{Ll}\\p{M}]+x",
                "a{2,}a*[bc]",
                "(?i:a+)b",
                "(?=a+b)a",
                "(a|b)(a|b)(a|b)(a|b)a+[cd]",
                "(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)x",
                "a?a?a?a?a?a?x",
                "a{0,60}x",
                "a+[bc]|a+[cd]|a+[de]|a+[ef]|a+[fg]|a+[gh]|a+[hi]|a+[ij]|a+[jk]",
                "(a)\\1",
                "(?>a*)b",
                "(?<n>a)\\k<n>",
                "(?i)a",
                "[a[b]]+",
                "[a&&b]+",
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
                "[b-a]",
                "a{",
                "a{3,1}",
                "a{99999999999}",
                "a{1,3}+",
                "*a",
                "a**",
                "^*a",
                "\\",
                "\\p{L",
                "\\p{Nothing}",
                "\\q"
            })
    void cost_isEmpty_whenWorkMayExplodeOrNothingMatches(String pattern) {
        assertThat(PatternCheck.cost(pattern, new BitSet())).isEmpty();
    }
}
