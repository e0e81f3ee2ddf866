package looplm.eval.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerMatchTest {

    private final AnswerMatch match = AnswerMatch.named("exact");

    @ParameterizedTest
    @ValueSource(strings = {"bye , see you .", "  bye , see you .\n", "bye ,\u00a0\u2003see\tyou ."})
    void answer_isRight_whateverItsWhiteSpace(String answer) {
        assertThat(match.isRight("bye , see you .", answer)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "bye, see you .", "Bye , see you .", "bye , see you . bye", "by e , see you ."})
    void answer_isWrong_whenItsTextDiffers(String answer) {
        assertThat(match.isRight("bye , see you .", answer)).isFalse();
    }

    @Test
    void scorer_isRefused_whenItsNameIsUnknown() {
        assertThatThrownBy(() -> AnswerMatch.named("fuzzy")).hasMessage("scorer: fuzzy (expected: exact)");
    }
}
