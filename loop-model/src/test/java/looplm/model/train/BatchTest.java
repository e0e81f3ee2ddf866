package looplm.model.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import looplm.model.task.NanoTasks;
import looplm.model.task.NanoVocabulary;
import looplm.model.task.TaskItem;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BatchTest {

    private final NanoVocabulary vocabulary = new NanoTasks().vocabulary();
    private final Batch batch = Batch.of(
            List.of(
                    new TaskItem("kb", 1, List.of("bob", "boss"), List.of("tim")),
                    new TaskItem("echo", 2, List.of("echo", "cake", "tea"), List.of("cake", "tea"))),
            vocabulary);

    @Test
    void of_predictsAnswerAndEndOnly_whenRowsDifferInLength() {
        assertThat(batch.length()).isEqualTo(7);
        assertThat(words(batch.ids()))
                .containsExactly(
                        "<bos>", "bob", "boss", "<ans>", "tim", "<pad>", "<pad>", //
                        "<bos>", "echo", "cake", "tea", "<ans>", "cake", "tea");
        assertThat(batch.at()).containsExactly(3, 4, 7 + 4, 7 + 5, 7 + 6);
        assertThat(words(batch.targets())).containsExactly("tim", "<eos>", "cake", "tea", "<eos>");
        assertThat(batch.firsts()).containsExactly(0, 2);
    }

    @Test
    void weights_addUpToOne_andFavourFirstWords() {
        float[] weights = batch.weights(0.25);

        double sum = 2 + 3 * 0.25;
        assertThat(weights[0]).isEqualTo((float) (1 / sum));
        assertThat(weights[1]).isEqualTo((float) (0.25 / sum));
        assertThat(weights[0] + weights[1] + weights[2] + weights[3] + weights[4])
                .isEqualTo(1, Offset.offset(1e-6f));
    }

    @Test
    void of_holdsAnEmptyQuestion_whenThereIsNoWord() {
        var empty = Batch.of(List.of(new TaskItem("unknown", 1, List.of(), List.of("i"))), vocabulary);

        assertThat(words(empty.ids())).containsExactly("<bos>", "<ans>", "i");
    }

    private List<String> words(long[] ids) {
        return Arrays.stream(ids)
                .mapToObj(id -> vocabulary.words().get((int) id))
                .toList();
    }
}
