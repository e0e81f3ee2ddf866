package looplm.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import looplm.trainer.recipe.CurriculumSettings;
import looplm.trainer.task.NanoTasks;
import looplm.trainer.task.Task;
import org.junit.jupiter.api.Test;

class CurriculumTest {

    private final NanoTasks tasks = new NanoTasks();
    private final Task kb = tasks.named("kb");
    private final Curriculum curriculum = new Curriculum(new CurriculumSettings(0.75, 0.5, 0.4), List.of(kb));

    @Test
    void record_raisesTheCap_whenTheAverageExceedsTheBound() {
        curriculum.record(kb, 1, true); // 0.5
        assertThat(curriculum.standings().get("kb")).isEqualTo(new Curriculum.Standing(1, 0.5));
        curriculum.record(kb, 1, true); // 0.75 is not above 0.75
        assertThat(curriculum.standings().get("kb").cap()).isEqualTo(1);
        curriculum.record(kb, 1, true);
        assertThat(curriculum.standings().get("kb")).isEqualTo(new Curriculum.Standing(2, 0));
    }

    @Test
    void record_ignoresOtherLevels_andStaysAtTheLast() {
        curriculum.record(kb, 3, true);
        assertThat(curriculum.standings().get("kb")).isEqualTo(new Curriculum.Standing(1, 0));
        for (int level = 1; level <= 4; level++) {
            for (int i = 0; i < 10; i++) {
                curriculum.record(kb, level, true);
            }
        }
        assertThat(curriculum.standings().get("kb").cap()).isEqualTo(4);
    }

    @Test
    void draw_staysUpToTheCap() {
        for (int i = 0; i < 6; i++) {
            curriculum.record(kb, 1 + i / 3, true);
        }
        var random = new Random(1);
        var counts = new int[5];
        for (int i = 0; i < 6000; i++) {
            counts[curriculum.draw(kb, random)]++;
        }

        assertThat(counts[4]).isZero();
        assertThat(counts[3]).isBetween(3400, 3800); // 0.4 + 0.6 / 3
        assertThat(counts[1]).isBetween(1050, 1350);
    }

    @Test
    void draw_refuses_whenTheTaskIsNotTaught() {
        assertThatThrownBy(() -> curriculum.draw(tasks.named("chat"), new Random(1)))
                .hasMessage("task: chat (expected: a task of the recipe)");
    }
}
