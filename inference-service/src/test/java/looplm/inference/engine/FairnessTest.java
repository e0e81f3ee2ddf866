package looplm.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import looplm.inference.admission.BoundedQueue;
import looplm.inference.engine.EngineWorkbench.Run;
import looplm.inference.engine.EngineWorkbench.Wish;
import looplm.inference.engine.model.ModelShape;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.engine.token.TokenEvent.Failed;
import looplm.inference.engine.token.TokenEvent.FailureCause;
import looplm.inference.engine.token.TokenEvent.Finished;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Turns and places of several accounts. */
class FairnessTest {

    private static final StepBounds FULL = new StepBounds(4, 4, 1);
    private static final int STEPS = 4;

    /** Ten connections that ask for eight answers each, as one account. */
    @Test
    void newcomer_getsTheFirstRowThatFrees_howeverMuchOneAccountAsks() {
        EngineWorkbench bench = endless(4);
        List<Run> hog = IntStream.range(0, 10)
                .mapToObj(_ -> bench.submitTogether(
                        IntStream.range(0, 8).mapToObj(_ -> wish("hog", 20)).toList()))
                .flatMap(List::stream)
                .toList();
        for (int tick = 0; tick < 100; tick++) {
            bench.engine.tick();
        }
        long before = started(hog);

        for (String name : List.of("a", "b", "c")) {
            Run newcomer = bench.submit(wish(name, 20));
            while (newcomer.sequence().startedNanos().isEmpty()) {
                bench.engine.tick();
            }
            assertThat(started(hog)).as(name).isEqualTo(before);
            before = started(hog);
        }
        bench.runAll();
        assertThat(hog).allMatch(run -> run.last() instanceof Finished);
    }

    /** An account's own requests stay in order, and one that paused has saved nothing up. */
    @Test
    void account_thatPaused_hasNoMoreThanItsShareAfterwards() {
        EngineWorkbench bench = endless(1);
        for (int i = 0; i < 20; i++) {
            bench.submit(wish("steady", 5));
        }
        while (bench.queue.size() > 10) {
            bench.engine.tick();
        }
        var late = new ArrayList<Run>();
        for (int i = 0; i < 5; i++) {
            late.add(bench.submit(wish("late", 5)));
        }
        while (!late.getLast().sequence().ended()) {
            bench.engine.tick();
        }

        // turn by turn: five of the others in the meantime, and one that ran or whose turn it was
        assertThat(bench.queue.size()).isBetween(4, 6);
        List<Long> starts = late.stream()
                .map(run -> run.sequence().startedNanos().orElseThrow())
                .toList();
        assertThat(starts).isSorted();
    }

    static IntStream seeds() {
        return IntStream.range(0, 40);
    }

    /** Whatever they ask: no row is free while somebody waits, nobody starves, and work is shared within a bound. */
    @ParameterizedTest
    @MethodSource("seeds")
    void rows_areAllUsed_andWorkIsShared(int seed) {
        var random = new Random(seed);
        int rows = 1 + random.nextInt(4);
        int accounts = 2 + random.nextInt(4);
        int longest = 20;
        EngineWorkbench bench = endless(rows);
        var runs = new HashMap<String, List<Run>>();
        for (int tick = 0; tick < 2000; tick++) {
            for (int account = 0; account < accounts; account++) {
                List<Run> own = runs.computeIfAbsent("account" + account, _ -> new ArrayList<>());
                // each has something waiting all the time, one of them much more
                int backlog = account == 0 ? 50 : 1;
                while (own.stream().filter(FairnessTest::waits).count() < backlog) {
                    int tokens = account == 1 ? longest : 1 + random.nextInt(longest);
                    own.add(bench.submit(wish("account" + account, tokens)));
                }
            }
            long endedBefore = count(runs, run -> run.sequence().ended());
            bench.engine.tick();
            assertThat(count(runs, run -> !waits(run)) - endedBefore).isEqualTo(rows);
        }

        long[] work = runs.values().stream()
                .mapToLong(own -> own.stream()
                        .mapToLong(run -> run.counts().billedSteps())
                        .sum())
                .sorted()
                .toArray();
        long request = (longest + 1L) * STEPS;
        assertThat(work[accounts - 1] - work[0]).as(Arrays.toString(work)).isLessThanOrEqualTo((rows + 1) * request);
        bench.runAll();
        assertThat(runs.values().stream().flatMap(List::stream)).allMatch(run -> run.last() instanceof Finished);
    }

    @Test
    void place_ofTheLargestHoldersNewest_goesToAnAccountWithFewer_whenAllAreTaken() {
        var queue = new BoundedQueue(16);
        EngineWorkbench bench = endless(1);
        var hog = new ArrayList<List<Sequence>>();
        for (int i = 0; i < 4; i++) {
            hog.add(together(bench, "hog", 4));
            assertThat(queue.offer(hog.get(i))).isEqualTo(BoundedQueue.Offer.TAKEN);
        }

        assertThat(queue.offer(together(bench, "hog", 1))).isEqualTo(BoundedQueue.Offer.FULL);
        assertThat(queue.offer(together(bench, "other", 1))).isEqualTo(BoundedQueue.Offer.TAKEN);
        assertThat(queue.removePushedOut()).containsExactlyElementsOf(hog.get(3));
        assertThat(queue.offer(together(bench, "other", 3))).isEqualTo(BoundedQueue.Offer.TAKEN);
        assertThat(queue.offer(together(bench, "other", 4))).isEqualTo(BoundedQueue.Offer.TAKEN);
        assertThat(queue.removePushedOut()).containsExactlyElementsOf(hog.get(2));
        // Eight each: neither can take the other's.
        assertThat(queue.offer(together(bench, "other", 1))).isEqualTo(BoundedQueue.Offer.FULL);
        assertThat(queue.offer(together(bench, "hog", 1))).isEqualTo(BoundedQueue.Offer.FULL);
        assertThat(queue.offer(together(bench, "third", 4))).isEqualTo(BoundedQueue.Offer.TAKEN);
        assertThat(queue.size()).isEqualTo(16);
    }

    @Test
    void place_isNotTaken_whereAnAnswerOfTheRequestRunsAlready_norForMoreThanItGives() {
        var queue = new BoundedQueue(4, 40);
        EngineWorkbench bench = endless(1);
        queue.offer(together(bench, "hog", 4));
        assertThat(queue.poll(_ -> true)).isNotNull();
        queue.offer(together(bench, "hog", 1));

        assertThat(queue.offer(together(bench, "other", 3))).isEqualTo(BoundedQueue.Offer.FULL);
        assertThat(queue.removePushedOut()).isEmpty();
        assertThat(queue.offer(together(bench, "other", 1))).isEqualTo(BoundedQueue.Offer.TAKEN);
        assertThat(queue.removePushedOut()).hasSize(1);
        assertThat(queue.offer(together(bench, "third", 1))).isEqualTo(BoundedQueue.Offer.FULL);
    }

    @Test
    void pushedOut_isToldSo_byTheNextTick() {
        var bench = new EngineWorkbench(new ModelShape(1, STEPS, 64, 32), 16, new BoundedQueue(2));
        bench.runner.script(_ -> 1);
        Run first = bench.submit(wish("hog", 5));
        bench.engine.tick();
        bench.submit(wish("hog", 5));
        Run newest = bench.submit(wish("hog", 5));
        Run newcomer = bench.submit(wish("other", 5));
        assertThat(bench.queue.isEmpty()).isFalse();
        bench.engine.tick();

        assertThat(newest.events()).containsExactly(new Failed(FailureCause.PUSHED_OUT, newest.counts()));
        bench.runAll();
        assertThat(List.of(first, newcomer)).allMatch(run -> run.last() instanceof Finished);
    }

    private static EngineWorkbench endless(int rows) {
        EngineWorkbench bench = EngineWorkbench.ofRows(rows);
        bench.runner.script(_ -> 1);
        return bench;
    }

    private static Wish wish(String account, int tokens) {
        return Wish.of(FULL, tokens, 8).tenant(account);
    }

    /** Answers of one request, that are in no queue. */
    private static List<Sequence> together(EngineWorkbench bench, String account, int answers) {
        return IntStream.range(0, answers)
                .mapToObj(_ -> bench.sequence(wish(account, 1)))
                .toList();
    }

    private static long count(Map<String, List<Run>> runs, Predicate<Run> which) {
        return runs.values().stream().flatMap(List::stream).filter(which).count();
    }

    private static long started(List<Run> runs) {
        return runs.stream().filter(run -> !waits(run)).count();
    }

    private static boolean waits(Run run) {
        return run.sequence().state() == Sequence.State.QUEUED;
    }
}
