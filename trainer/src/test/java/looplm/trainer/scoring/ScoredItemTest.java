package looplm.trainer.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import looplm.model.exit.DepthBounds;
import looplm.trainer.task.TaskItem;
import org.junit.jupiter.api.Test;

public class ScoredItemTest {

    private static final float NEVER = -30;
    private static final float HALF = 0;

    /** Two words in three steps: the first is right from step 2, the second always; gates of 1/2 and of nearly 0. */
    private final ScoredItem item = of(
            new TaskItem("kb", 1, List.of("bob", "boss"), List.of("tim")),
            new boolean[][] {{false, true}, {true, true}, {true, true}},
            new float[][] {{NEVER, HALF}, {HALF, HALF}, {HALF, HALF}});

    @Test
    void rightAfter_needsEveryWord() {
        assertThat(item.rightAfter(1)).isFalse();
        assertThat(item.rightAfter(2)).isTrue();
    }

    @Test
    void exits_followTheCumulativeProbability_ofEachWord() {
        assertThat(item.exits(new DepthBounds(1, 3, 0.5f))).containsExactly(2, 1);
        assertThat(item.exits(new DepthBounds(1, 3, 0.6f))).containsExactly(3, 2);
        assertThat(item.exits(new DepthBounds(1, 3, 1))).containsExactly(3, 3);
        assertThat(item.exits(new DepthBounds(2, 3, 0.5f))).containsExactly(2, 2);
        assertThat(item.exits(DepthBounds.fixed(1))).containsExactly(1, 1);
    }

    @Test
    void exitsWhenStill_leaveAtTheFirstSmallStep_orAtTheEnd() {
        var moving = new ScoredItem(
                item.item(), item.targets(), item.best(), item.logProbabilities(), item.gateLogits(), new float[][] {
                    {0.9f, 0.1f}, {0.2f, 0.1f}, {0.1f, 0.1f}
                });

        assertThat(moving.exitsWhenStill(0.2f, 3)).containsExactly(2, 1);
        assertThat(moving.exitsWhenStill(0.01f, 3)).containsExactly(3, 3);
        assertThat(moving.exitsWhenStill(1, 3)).containsExactly(1, 1);
    }

    @Test
    void rightAt_readsEachWordWhereItLeaves() {
        assertThat(item.rightAt(new int[] {2, 1})).isTrue();
        assertThat(item.rightAt(new int[] {1, 1})).isFalse();
    }

    /** A scored question of which only some things matter: right or not, and the gates. */
    public static ScoredItem of(TaskItem item, boolean[][] right, float[][] gateLogits) {
        int words = right[0].length;
        var best = new int[right.length][words];
        for (int t = 0; t < right.length; t++) {
            for (int k = 0; k < words; k++) {
                best[t][k] = right[t][k] ? 7 : 8;
            }
        }
        var targets = new int[words];
        Arrays.fill(targets, 7);
        return new ScoredItem(
                item, targets, best, new float[right.length][words], gateLogits, new float[right.length][words]);
    }
}
