package looplm.bench.kv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import looplm.trainer.task.NanoTasks;
import looplm.trainer.task.NanoVocabulary;
import looplm.trainer.task.Split;
import looplm.trainer.task.Task;
import looplm.trainer.task.TaskItem;

/** The held-out questions of looplm-nano's tasks, as ids. */
final class KvQuestions {

    private static final long ORDER_SEED = 7;

    /** All questions of one level. */
    record Level(String task, int level, List<Question> questions) {}

    /**
     * @param prompt ids of {@code <bos> question <ans>}
     * @param answer ids of the right answer with the end marker
     */
    record Question(int[] prompt, int[] answer) {}

    private final List<Level> levels = new ArrayList<>();

    KvQuestions(NanoTasks tasks, int questionsPerLevel) {
        for (Task task : tasks.all()) {
            for (int level = task.firstLevel(); level <= task.lastLevel(); level++) {
                List<Question> questions = tasks.evaluation(task, level, Split.TEST, questionsPerLevel).stream()
                        .map(item -> question(item, tasks.vocabulary()))
                        .toList();
                levels.add(new Level(task.name(), level, questions));
            }
        }
    }

    List<Level> levels() {
        return levels;
    }

    /** One question of each level. */
    List<Question> oneOfEach() {
        return levels.stream().map(level -> level.questions().getFirst()).toList();
    }

    /** Rows of questions of all levels, mixed, always the same ones. */
    List<List<Question>> rows(int count, int length) {
        List<Question> all = new ArrayList<>(
                levels.stream().flatMap(level -> level.questions().stream()).toList());
        Collections.shuffle(all, new Random(ORDER_SEED));
        int whole = Math.min(length, all.size());
        return IntStream.range(0, Math.min(count, all.size() / whole))
                .mapToObj(row -> all.subList(row * whole, (row + 1) * whole))
                .toList();
    }

    private static Question question(TaskItem item, NanoVocabulary vocabulary) {
        int[] words = vocabulary.ids(item.prompt());
        var prompt = new int[words.length + 2];
        prompt[0] = NanoVocabulary.BOS;
        System.arraycopy(words, 0, prompt, 1, words.length);
        prompt[prompt.length - 1] = NanoVocabulary.ANS;
        int[] answer = vocabulary.ids(item.answer());
        int[] ended = Arrays.copyOf(answer, answer.length + 1);
        ended[answer.length] = NanoVocabulary.EOS;
        return new Question(prompt, ended);
    }
}
