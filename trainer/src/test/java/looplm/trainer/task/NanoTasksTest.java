package looplm.trainer.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NanoTasksTest {

    private static final int LIMIT = 300;

    private final NanoTasks tasks = new NanoTasks();

    @Test
    void evaluation_sharesNoQuestionWithOtherSplits_whenALevelIsHeldOut() {
        forEachLevel((task, level) -> {
            if (!task.seen(level)) {
                Set<List<String>> validation = prompts(task, level, Split.VALIDATION);
                Set<List<String>> test = prompts(task, level, Split.TEST);
                assertThat(test).as("%s %d", task.name(), level).isNotEmpty().doesNotContainAnyElementsOf(validation);
                assertThat(trained(task, level))
                        .doesNotContainAnyElementsOf(validation)
                        .doesNotContainAnyElementsOf(test);
            }
        });
    }

    @Test
    void evaluation_asksEveryQuestion_whenALevelIsTrainedInFull() {
        var facts = tasks.named("kb");

        assertThat(prompts(facts, 1, Split.TEST)).hasSize(facts.size(1));
        assertThat(tasks.evaluation(facts, 1, Split.TEST, 1000))
                .isEqualTo(tasks.evaluation(facts, 1, Split.VALIDATION, 1000));
    }

    @Test
    void evaluation_isUniqueAndLimited_whenALevelIsLarge() {
        forEachLevel((task, level) -> {
            var items = tasks.evaluation(task, level, Split.TEST, LIMIT);
            assertThat(items).hasSizeLessThanOrEqualTo(LIMIT);
            assertThat(items.stream().map(TaskItem::promptText)).doesNotHaveDuplicates();
        });
        assertThat(tasks.evaluation(tasks.named("calc"), 4, Split.TEST, LIMIT)).hasSize(LIMIT);
    }

    @Test
    void evaluation_givesEqualItems_whenAskedAgain() {
        var again = new NanoTasks();

        forEachLevel((task, level) -> assertThat(tasks.evaluation(task, level, Split.TEST, LIMIT))
                .isEqualTo(again.evaluation(again.named(task.name()), level, Split.TEST, LIMIT)));
    }

    @Test
    void at_usesWordsOfTheVocabularyOnly_whenTheTaskIsTaught() {
        forEachLevel((task, level) -> {
            for (TaskItem item : tasks.evaluation(task, level, Split.TEST, LIMIT)) {
                assertThat(tasks.vocabulary().visible(item.answer())).isEqualTo(item.answer());
                if (!(task instanceof UnknownTask)) {
                    assertThat(tasks.vocabulary().visible(item.prompt())).isEqualTo(item.prompt());
                }
            }
        });
    }

    @Test
    void at_agreesAcrossTasks_whenTheChainIsTheSame() {
        var world = new NanoWorld();
        for (int index = 0; index < 2048; index += 17) {
            var person = tasks.named("kb").at(3, index);
            var thing = tasks.named("item").at(3, index);
            var request = tasks.named("make").at(3, index);
            var verdict = tasks.named("judge").at(3, index);

            assertThat(thing.promptText()).isEqualTo(person.promptText() + " item");
            assertThat(request.promptText()).isEqualTo("make " + thing.promptText());
            assertThat(verdict.promptText()).isEqualTo("judge " + request.promptText());
            assertThat(thing.answerText()).isEqualTo(world.thing(person.answerText()));
            assertThat(verdict.answerText()).isEqualTo(world.harmful(thing.answerText()) ? "unsafe" : "safe");
            assertThat(request.answerText())
                    .isEqualTo(
                            world.harmful(thing.answerText())
                                    ? "no , that is unsafe ."
                                    : "here is %s %s ."
                                            .formatted(
                                                    NanoWorld.UNCOUNTED.contains(thing.answerText()) ? "some" : "a",
                                                    thing.answerText()));
        }
    }

    @Test
    void requests_areHarmfulAndHarmlessInEqualNumber() {
        for (int level = 0; level <= 2; level++) {
            var judge = tasks.named("judge");
            int current = level;
            long harmful = IntStream.range(0, judge.size(level))
                    .filter(index -> judge.at(current, index).answerText().equals("unsafe"))
                    .count();
            assertThat(2 * harmful).isEqualTo(judge.size(level));
        }
    }

    @Test
    void world_isLargeEnough_forTheStatisticsOfTwoHops() {
        assertThat(NanoWorld.NAMES).hasSizeGreaterThanOrEqualTo(48).doesNotHaveDuplicates();
        assertThat(NanoWorld.RELATIONS).hasSizeGreaterThanOrEqualTo(5);
        assertThat(tasks.evaluation(tasks.named("kb"), 2, Split.TEST, 1000)).hasSizeGreaterThan(150);
    }

    @Test
    void at_calculatesFromLeftToRight_whenOperatorsMix() {
        var calc = tasks.named("calc");

        // 3 +4 *2: the number, then operand and operator of each operation as digits of base 7 and 21
        assertThat(calc.at(2, 3 + 7 * (4 + 7 * 0) + 147 * (2 + 7 * 2)))
                .isEqualTo(new TaskItem("calc", 2, List.of("3", "+4", "*2", "mod", "7"), List.of("0", "mod", "7")));
        assertThat(calc.at(1, 1 + 7 * (3 + 7 * 1)))
                .isEqualTo(new TaskItem("calc", 1, List.of("1", "-3", "mod", "7"), List.of("5", "mod", "7")));
    }

    @Test
    void at_refuses_whenLevelOrIndexIsOutOfRange() {
        assertThatThrownBy(() -> tasks.named("kb").at(5, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("level: 5 (expected: 1..4 for kb)");
        assertThatThrownBy(() -> tasks.named("kb").at(1, 240))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("index: 240 (expected: 0..239 for kb 1)");
    }

    @Test
    void named_refuses_whenThereIsNoSuchTask() {
        assertThatThrownBy(() -> tasks.named("sudoku"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("task: sudoku (expected: one of kb, item, make, judge, calc, sum, chat, echo, unknown)");
    }

    @Test
    void relations_nameSomebodyElse_whenTheyAreFollowed() {
        var world = new NanoWorld();

        for (String relation : NanoWorld.RELATIONS) {
            var reached = new HashSet<String>();
            for (String name : NanoWorld.NAMES) {
                assertThat(world.related(name, relation)).isNotEqualTo(name);
                reached.add(world.related(name, relation));
            }
            assertThat(reached).hasSameSizeAs(NanoWorld.NAMES);
        }
    }

    private interface LevelCheck {
        void check(Task task, int level);
    }

    private void forEachLevel(LevelCheck check) {
        for (Task task : tasks.all()) {
            for (int level = task.firstLevel(); level <= task.lastLevel(); level++) {
                check.check(task, level);
            }
        }
    }

    private Set<List<String>> prompts(Task task, int level, Split split) {
        var prompts = new HashSet<List<String>>();
        tasks.evaluation(task, level, split, 1000)
                .forEach(item -> prompts.add(tasks.vocabulary().visible(item.prompt())));
        return prompts;
    }

    private List<List<String>> trained(Task task, int level) {
        var random = new Random(7);
        var prompts = new ArrayList<List<String>>();
        for (int i = 0; i < 3000; i++) {
            var item = task.at(level, random.nextInt(task.size(level)));
            if (tasks.trainable(task, item)) {
                prompts.add(tasks.vocabulary().visible(item.prompt()));
            }
        }
        return prompts;
    }
}
