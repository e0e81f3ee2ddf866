package looplm.trainer.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What the model was not taught: foreign words, or known words in an order that asks nothing. The only answer is an
 * honest one, so that free text in the playground never gets babble. Level 1 is short, level 2 is long text.
 */
record UnknownTask(List<Task> others, PromptGrammar grammar) implements Task {

    static final List<String> ANSWER = List.of("i", "do", "not", "know", "that", ".");

    /** Stand-ins for all words outside the vocabulary, which the model cannot tell apart. */
    static final List<String> FOREIGN =
            List.of(("river paris quantum write poem about capital france please explain tomorrow weather why"
                            + " because yesterday green house computer when where translate story president money"
                            + " mountain music doctor train sister brother window yellow twelve code python history"
                            + " ocean planet football recipe movie science summer winter travel garden phone")
                    .split(" "));

    private static final int SHORT = 6;
    private static final int LONG = 24;

    @Override
    public String name() {
        return "unknown";
    }

    @Override
    public int lastLevel() {
        return 2;
    }

    @Override
    public int size(int level) {
        return DrawnQuestions.SIZE;
    }

    @Override
    public TaskItem at(int level, int index) {
        requireIndex(level, index);
        var random = DrawnQuestions.random(level, index);
        return new TaskItem(name(), level, level == 1 ? shortText(random) : longText(random), ANSWER);
    }

    private List<String> shortText(Random random) {
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> sentence(1 + random.nextInt(SHORT), random);
            case 4, 5, 6 -> spoiled(random);
            case 7 -> remainder(random);
            default -> nonsense(random);
        };
    }

    private List<String> longText(Random random) {
        return sentence(SHORT + 1 + random.nextInt(LONG - SHORT), random);
    }

    /** Mostly foreign words, at least one of them. */
    private List<String> sentence(int length, Random random) {
        var words = new ArrayList<String>();
        for (int i = 0; i < length; i++) {
            words.add(
                    random.nextInt(10) < 7 ? foreign(random) : question(random).getFirst());
        }
        words.set(random.nextInt(length), foreign(random));
        return words;
    }

    /** A real question with one foreign word in it. */
    private List<String> spoiled(Random random) {
        var words = new ArrayList<>(question(random));
        words.set(random.nextInt(words.size()), foreign(random));
        return words;
    }

    /** Known words that ask nothing: a shuffled or shortened question. */
    private List<String> nonsense(Random random) {
        while (true) {
            var words = new ArrayList<>(question(random));
            Collections.shuffle(words, random);
            var some = words.subList(0, 1 + random.nextInt(words.size()));
            if (!grammar.understands(some)) {
                return some;
            }
        }
    }

    /** A remainder of numbers beyond those that {@link CalcTask} asks about. */
    private List<String> remainder(Random random) {
        var sums = others.stream().filter(SumTask.class::isInstance).findFirst().orElseThrow();
        while (true) {
            var words = new ArrayList<>(question(sums, random));
            words.addAll(CalcTask.MOD);
            if (!grammar.understands(words)) {
                return words;
            }
        }
    }

    private List<String> question(Random random) {
        return question(others.get(random.nextInt(others.size())), random);
    }

    private static List<String> question(Task task, Random random) {
        int level = task.firstLevel() + random.nextInt(task.lastLevel() - task.firstLevel() + 1);
        return task.at(level, random.nextInt(task.size(level))).prompt();
    }

    private static String foreign(Random random) {
        return FOREIGN.get(random.nextInt(FOREIGN.size()));
    }

    @Override
    public boolean seen(int level) {
        return false;
    }

    @Override
    public double chance(int level) {
        return 0;
    }
}
