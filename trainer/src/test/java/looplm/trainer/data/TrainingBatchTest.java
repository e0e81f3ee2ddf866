package looplm.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import looplm.trainer.task.NanoTasks;
import looplm.trainer.task.NanoVocabulary;
import looplm.trainer.task.TaskItem;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TrainingBatchTest {

    private final NanoVocabulary vocabulary = new NanoTasks().vocabulary();
    private final List<Document> documents = documents(
            new TaskItem("kb", 1, List.of("bob", "boss"), List.of("tim")),
            new TaskItem("echo", 2, List.of("echo", "cake", "tea"), List.of("cake", "tea")));
    private final TrainingBatch batch = TrainingBatch.rows(documents, NanoVocabulary.PAD);

    @Test
    void rows_predictsAnswerAndEndOnly_whenRowsDifferInLength() {
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
        float[] weights = batch.weights(batch.weight());

        double sum = 2 + 3 * 0.25;
        assertThat(weights[0]).isEqualTo((float) (1 / sum));
        assertThat(weights[1]).isEqualTo((float) (0.25 / sum));
        assertThat(weights[0] + weights[1] + weights[2] + weights[3] + weights[4])
                .isEqualTo(1, Offset.offset(1e-6f));
    }

    @Test
    void rows_holdsAnEmptyQuestion_whenThereIsNoWord() {
        var empty =
                TrainingBatch.rows(documents(new TaskItem("unknown", 1, List.of(), List.of("i"))), NanoVocabulary.PAD);

        assertThat(words(empty.ids())).containsExactly("<bos>", "<ans>", "i");
    }

    @Test
    void packed_letsDocumentsShareARow_whenTheyFit() {
        var three = new ArrayList<>(documents);
        three.add(documents.getFirst());
        var packed = TrainingBatch.packed(three, 12, NanoVocabulary.PAD);

        assertThat(packed.rows()).isEqualTo(2);
        assertThat(words(packed.ids()))
                .containsExactly(
                        "<bos>", "echo", "cake", "tea", "<ans>", "cake", "tea", //
                        "<bos>", "bob", "boss", "<ans>", "tim", //
                        "<bos>", "bob", "boss", "<ans>", "tim", "<pad>", "<pad>", "<pad>", "<pad>", "<pad>", "<pad>",
                        "<pad>");
        assertThat(packed.documents())
                .containsExactly(2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 3, 3, 3, 3, 3, 0, 0, 0, 0, 0, 0, 0);
        assertThat(packed.positions())
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0);
        assertThat(packed.at()).containsExactly(10, 11, 4, 5, 6, 15, 16);
        assertThat(words(packed.targets())).containsExactly("tim", "<eos>", "cake", "tea", "<eos>", "tim", "<eos>");
        assertThat(packed.firsts()).containsExactly(0, 2, 5);
    }

    @Test
    void packed_makesLongerRows_whenADocumentIsLonger() {
        assertThat(TrainingBatch.packed(documents, 3, NanoVocabulary.PAD).length())
                .isEqualTo(7);
    }

    private List<Document> documents(TaskItem... items) {
        return Arrays.stream(items)
                .map(item -> Document.of(item, vocabulary, 0, 0.25))
                .toList();
    }

    private List<String> words(long[] ids) {
        return Arrays.stream(ids)
                .mapToObj(id -> vocabulary.words().get((int) id))
                .toList();
    }
}
