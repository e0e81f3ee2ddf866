package looplm.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import looplm.inference.admission.BoundedQueue;
import looplm.inference.engine.EngineWorkbench.Run;
import looplm.inference.engine.EngineWorkbench.Wish;
import looplm.inference.engine.model.ModelShape;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.engine.prefix.KvMemory;
import looplm.inference.engine.token.FinishReason;
import looplm.inference.engine.token.TokenEvent.Failed;
import looplm.inference.engine.token.TokenEvent.FailureCause;
import looplm.inference.engine.token.TokenEvent.Finished;
import org.junit.jupiter.api.Test;

/** Who gets a row when: classes, memory, bypasses, deadlines. */
class AdmissionTest {

    private static final StepBounds FULL = StepBounds.fixed(4);
    private static final Wish SHORT = Wish.of(FULL, 1, 8);

    @Test
    void classes_goFirst_andArrivalDecidesWithinOne() {
        var bench = EngineWorkbench.ofRows(1);
        Run low = bench.submit(SHORT.of(Priority.LOW));
        Run normal = bench.submit(SHORT);
        Run second = bench.submit(SHORT);
        Run safety = bench.submit(SHORT.of(Priority.SAFETY));

        assertThat(order(bench, low, normal, second, safety)).containsExactly(safety, normal, second, low);
    }

    @Test
    void evaluation_isPassedOnlySoOften() {
        var bench = EngineWorkbench.ofRows(1);
        Run low = bench.submit(SHORT.of(Priority.LOW));
        int passed = 0;
        while (!low.sequence().ended()) {
            bench.submit(SHORT);
            bench.engine.tick();
            passed++;
        }
        assertThat(passed).isEqualTo(33);
    }

    @Test
    void reservedRow_isForSafetyAlone() {
        var settings = new EngineSettings(TickMode.ROW_TICK, 16, 1, false);
        var bench = new EngineWorkbench(new ModelShape(2, 4, 64, 32), settings, new KvMemory(1000, 16));
        bench.runner.script(_ -> 1);
        Wish endless = Wish.of(FULL, 40, 8);
        bench.submit(endless);
        Run second = bench.submit(endless);
        for (int i = 0; i < 5; i++) {
            bench.engine.tick();
        }
        assertThat(second.events()).isEmpty();

        Run safety = bench.submit(endless.of(Priority.SAFETY));
        for (int i = 0; i < 5; i++) {
            bench.engine.tick();
        }
        assertThat(safety.events()).isNotEmpty();
        assertThat(second.events()).isEmpty();
    }

    @Test
    void reservedRows_mustLeaveOne() {
        var settings = new EngineSettings(TickMode.ROW_TICK, 16, 2, false);
        assertThatThrownBy(() -> new EngineWorkbench(new ModelShape(2, 4, 64, 32), settings, new KvMemory(1000, 16)))
                .hasMessage("reservedRows: 2 (expected: fewer than the 2 rows)");
    }

    @Test
    void largeRequest_waitsForMemory_isPassedByLittleOnes_andThenComesFirst() {
        // 20 blocks of 16 positions; 4 planes: a request of up to 16 positions takes 4, the large one all
        var bench = new EngineWorkbench(new ModelShape(2, 4, 80, 32), EngineSettings.plain(16), new KvMemory(20, 16));
        bench.runner.script(_ -> 1);
        bench.submit(Wish.of(FULL, 10, 8));
        bench.engine.tick();
        Run large = bench.submit(Wish.of(FULL, 70, 8));
        var little = new ArrayList<Run>();
        while (large.events().isEmpty()) {
            if (bench.queue.size() < 3) {
                little.add(bench.submit(Wish.of(FULL, 5 + little.size() % 3, 8)));
            }
            bench.engine.tick();
        }
        long passed = little.stream().filter(run -> !run.events().isEmpty()).count();
        assertThat(passed).isEqualTo(32);
        bench.runAll();
        assertThat(large.last()).isInstanceOf(Finished.class);
        assertThat(bench.memory.reservedBlocks()).isZero();
        assertThat(bench.memory.peakBlocks()).isEqualTo(20);
    }

    @Test
    void request_thatCanNeverFit_failsAtOnce() {
        var bench = new EngineWorkbench(new ModelShape(1, 4, 80, 32), EngineSettings.plain(16), new KvMemory(19, 16));
        Run tooLarge = bench.submit(Wish.of(FULL, 70, 8));
        Run next = bench.submit(SHORT);
        bench.runAll();

        assertThat(tooLarge.events()).containsExactly(new Failed(FailureCause.TOO_LARGE, tooLarge.counts()));
        assertThat(next.last()).isInstanceOf(Finished.class);
    }

    @Test
    void planesThatAreNotAsked_takeNoMemory() {
        var memory = new KvMemory(1000, 16);
        assertThat(memory.blocks(1, 4)).isEqualTo(4);
        assertThat(memory.blocks(16, 4)).isEqualTo(4);
        assertThat(memory.blocks(17, 4)).isEqualTo(8);
        assertThat(memory.blocks(17, 6)).isEqualTo(12);
        assertThat(memory.positionsAtMost(4)).isEqualTo(4000);
    }

    @Test
    void request_thatWaitsTooLong_failsWhileOthersRun() {
        var bench = EngineWorkbench.ofRows(1);
        bench.runner.script(_ -> 1);
        bench.submit(Wish.of(FULL, 40, 8));
        bench.engine.tick();
        Run late = bench.submit(SHORT.startBy(System.nanoTime()));
        Run patient = bench.submit(SHORT.startBy(Long.MAX_VALUE / 2));
        bench.engine.tick();

        assertThat(late.events()).containsExactly(new Failed(FailureCause.WAITED_TOO_LONG, late.counts()));
        bench.runAll();
        assertThat(patient.last()).isInstanceOf(Finished.class);
    }

    @Test
    void request_thatTakesTooLong_failsBeforeItsNextTick() {
        var bench = EngineWorkbench.ofRows(2);
        bench.runner.script(_ -> 1);
        // Long enough to get a row first, however busy the machine is.
        long end = System.nanoTime() + 200_000_000;
        Run slow = bench.submit(Wish.of(FULL, 100_000_000, 8).endBy(end));
        Run other = bench.submit(Wish.of(FULL, 5, 8));
        while (System.nanoTime() < end) {
            bench.engine.tick();
        }
        bench.runAll();

        assertThat(slow.last()).isEqualTo(new Failed(FailureCause.TOOK_TOO_LONG, slow.counts()));
        assertThat(other.last()).isInstanceOf(Finished.class);
        assertThat(bench.runner.heldRows()).isZero();
    }

    @Test
    void queue_isBoundedByTokens_butForALonePrompt() {
        var queue = new BoundedQueue(100, 10);
        assertThat(queue.offer(waiting(Priority.NORMAL, 50))).isEqualTo(BoundedQueue.Offer.TAKEN);
        assertThat(queue.offer(waiting(Priority.NORMAL, 1))).isEqualTo(BoundedQueue.Offer.FULL);
        assertThat(queue.tokens()).isEqualTo(50);
        assertThat(queue.poll(_ -> true)).isNotNull();
        assertThat(queue.offer(waiting(Priority.NORMAL, 6))).isEqualTo(BoundedQueue.Offer.TAKEN);
        assertThat(queue.offer(waiting(Priority.NORMAL, 4))).isEqualTo(BoundedQueue.Offer.TAKEN);
        assertThat(queue.offer(waiting(Priority.NORMAL, 1))).isEqualTo(BoundedQueue.Offer.FULL);
        queue.removeAll();
        assertThat(queue.tokens()).isZero();
    }

    @Test
    void queue_hasAPlaceForSafety_whenItIsFull() {
        var queue = new BoundedQueue(2);
        queue.offer(waiting(Priority.NORMAL, 1));
        queue.offer(waiting(Priority.LOW, 1));
        assertThat(queue.offer(waiting(Priority.NORMAL, 1))).isEqualTo(BoundedQueue.Offer.FULL);
        assertThat(queue.offer(waiting(Priority.SAFETY, 1))).isEqualTo(BoundedQueue.Offer.TAKEN);
        assertThat(queue.offer(waiting(Priority.SAFETY, 1))).isEqualTo(BoundedQueue.Offer.FULL);
    }

    private static Sequence waiting(Priority priority, int promptTokens) {
        int[] prompt = IntStream.range(0, promptTokens).toArray();
        var request = new AnswerRequest(
                "id",
                prompt,
                FULL,
                1,
                FinishReason.MAX_TOKENS,
                0,
                Set.of(),
                List.of(),
                (_, _) -> 0,
                new EngineWorkbench.Letters(),
                SHORT.of(priority).handling());
        return new Sequence(request, 4, _ -> {});
    }

    private static List<Run> order(EngineWorkbench bench, Run... runs) {
        var order = new ArrayList<Run>();
        while (bench.engine.tick()) {
            for (Run run : runs) {
                if (run.sequence().ended() && !order.contains(run)) {
                    order.add(run);
                }
            }
        }
        return order;
    }
}
