package looplm.trainer.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnknownTaskTest {

    private final NanoTasks tasks = new NanoTasks();
    private final PromptGrammar grammar = new PromptGrammar(new ChatTask());

    @Test
    void at_neverTakesAQuestionFromAnotherTask_whenWordsAreShuffled() {
        for (int index = 0; index < 5000; index++) {
            List<String> visible = tasks.vocabulary()
                    .visible(tasks.named("unknown").at(1, index).prompt());
            if (!visible.contains("<unk>")) {
                assertThat(grammar.understands(visible)).as("%s", visible).isFalse();
            }
        }
    }

    @Test
    void understands_everyQuestion_whenATaskAsksIt() {
        for (Task task : tasks.all()) {
            for (int level = task.firstLevel(); level <= task.lastLevel() && !(task instanceof UnknownTask); level++) {
                for (int index = 0; index < task.size(level); index += 1 + task.size(level) / 500) {
                    var prompt = task.at(level, index).prompt();
                    assertThat(grammar.understands(prompt)).as("%s", prompt).isTrue();
                }
            }
        }
    }

    @Test
    void understands_remaindersOfSmallDigitsOnly() {
        assertThat(grammar.understands(words("3 +4 mod 7"))).isTrue();
        assertThat(grammar.understands(words("8 +4 mod 7"))).isFalse();
        assertThat(grammar.understands(words("3 +9 mod 7"))).isFalse();
        assertThat(grammar.understands(words("3 mod 7"))).isFalse();
        assertThat(grammar.understands(words("3 +4 mod 6"))).isFalse();
        assertThat(grammar.understands(words("18 +9"))).isTrue();
    }

    @Test
    void at_asksForRemaindersThatCalcDoesNotKnow() {
        assertThat(IntStream.range(0, 200)
                        .mapToObj(index -> tasks.named("unknown").at(1, index).promptText()))
                .anyMatch(prompt -> prompt.matches("\\d+( [-+*]\\d)+ mod 7"));
    }

    private static List<String> words(String text) {
        return List.of(text.split(" "));
    }

    @Test
    void at_spansShortAndLongText_whenTheLevelIs2() {
        for (int index = 0; index < 200; index++) {
            assertThat(tasks.named("unknown").at(1, index).prompt()).hasSizeBetween(1, 8);
            assertThat(tasks.named("unknown").at(2, index).prompt()).hasSizeBetween(7, 24);
        }
    }

    @Test
    void foreignWords_areOutsideTheVocabulary() {
        assertThat(UnknownTask.FOREIGN)
                .doesNotHaveDuplicates()
                .allSatisfy(word -> assertThat(tasks.vocabulary().id(word)).isEqualTo(NanoVocabulary.UNK));
    }
}
