package looplm.trainer.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SumTaskTest {

    private static final String UNKNOWN = "i do not know that .";

    private final SumTask sums = new SumTask();

    @Test
    void at_answersPlainly_whenTheResultIsKnown() {
        Map<String, String> answers = answers(1);

        assertThat(answers)
                .hasSize(21 * 30)
                .containsEntry("3 +4", "7")
                .containsEntry("9 +9", "18")
                .containsEntry("12 -5", "7")
                .containsEntry("20 -0", "20")
                .containsEntry("4 *5", "20")
                .containsEntry("20 +1", UNKNOWN)
                .containsEntry("3 -5", UNKNOWN)
                .containsEntry("7 *3", UNKNOWN);
    }

    @Test
    void at_isWhatCalculatingGives_whenThereAreSeveralOperations() {
        for (int level = 2; level <= sums.lastLevel(); level++) {
            for (int index = 0; index < 3000; index++) {
                var item = sums.at(level, index);
                assertThat(item.answerText()).as(item.promptText()).isEqualTo(calculated(item.prompt()));
                assertThat(item.prompt()).hasSize(level + 1);
            }
        }
    }

    @Test
    void at_asksForEveryNumberAndForUnknownOnes_whenThereAreSeveralOperations() {
        for (int level = 2; level <= sums.lastLevel(); level++) {
            Map<String, String> answers = answers(level);
            assertThat(answers.values()).contains("0", "13", "20");
            double unknown = answers.values().stream().filter(UNKNOWN::equals).count() / (double) answers.size();
            assertThat(unknown).isBetween(0.2, 0.35);
        }
    }

    private Map<String, String> answers(int level) {
        var answers = new HashMap<String, String>();
        for (int index = 0; index < Math.min(3000, sums.size(level)); index++) {
            var item = sums.at(level, index);
            answers.put(item.promptText(), item.answerText());
        }
        return answers;
    }

    /** Any calculator's result, where all say the same and no number on the way is unknown. */
    private static String calculated(List<String> words) {
        int state = Integer.parseInt(words.getFirst());
        boolean summed = false;
        for (String word : words.subList(1, words.size())) {
            char operator = word.charAt(0);
            int operand = Integer.parseInt(word.substring(1));
            if (operator == '*' && summed) {
                return UNKNOWN;
            }
            summed |= operator != '*';
            state = operator == '+' ? state + operand : operator == '-' ? state - operand : state * operand;
            if (state < 0 || state > 20) {
                return UNKNOWN;
            }
        }
        return Integer.toString(state);
    }
}
