package looplm.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import looplm.inference.admission.BoundedQueue;
import looplm.inference.engine.EngineWorkbench.Run;
import looplm.inference.engine.EngineWorkbench.Wish;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.engine.token.TokenEvent.Failed;
import looplm.inference.engine.token.TokenEvent.FailureCause;
import looplm.inference.engine.token.TokenEvent.Finished;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EngineThreadTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    /** An answer that does not end before the sun does. */
    private static final Wish ENDLESS = Wish.of(StepBounds.fixed(4), 1_000_000_000, 3);

    private final EngineWorkbench bench = EngineWorkbench.ofRows(1);
    private final EngineThread thread = new EngineThread(bench.engine, bench.runner, bench.queue);

    @Test
    void start_warmsTheModelUp_andLeavesNoRowTaken() {
        thread.start();
        assertThat(thread.accepting()).isTrue();
        thread.close();

        assertThat(bench.runner.calls()).isNotEmpty();
        assertThat(bench.runner.heldRows()).isZero();
        assertThat(bench.runner.closed()).isTrue();
        assertThat(thread.accepting()).isFalse();
    }

    @Test
    void start_throws_whenTheModelFailsItsWarmUp() {
        bench.runner.failNext(1);

        assertThatThrownBy(thread::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("warm-up")
                .hasMessageContaining("scripted fault");
        thread.close();
        assertThat(bench.runner.closed()).isTrue();
    }

    @Test
    void drain_waitsForRequestsInside_andLetsNoMoreIn() {
        bench.runner.script(_ -> 1);
        Run run = bench.submit(Wish.of(StepBounds.fixed(4), 50, 3));
        thread.start();

        thread.drain(LONG);

        assertThat(run.last()).isInstanceOf(Finished.class);
        assertThat(bench.queue.offer(run.sequence())).isEqualTo(BoundedQueue.Offer.CLOSED);
        assertThat(thread.accepting()).isFalse();
        assertThat(thread.alive()).isTrue();
        thread.close();
        assertThat(thread.alive()).isFalse();
    }

    @Test
    void drain_failsWhatDoesNotEndInTime() {
        bench.runner.script(_ -> 1);
        Run run = bench.submit(ENDLESS);
        thread.start();

        thread.drain(Duration.ofMillis(1));

        assertThat(run.last()).isEqualTo(new Failed(FailureCause.SHUTTING_DOWN, run.counts()));
        assertThat(thread.alive()).isTrue();
        thread.close();
    }

    @Test
    void close_failsWhatIsInside() {
        bench.runner.script(_ -> 1);
        Run run = bench.submit(ENDLESS);
        thread.start();

        thread.close();

        assertThat(run.last()).isEqualTo(new Failed(FailureCause.SHUTTING_DOWN, run.counts()));
        assertThat(thread.alive()).isFalse();
        assertThat(bench.runner.closed()).isTrue();
    }

    @Test
    void fault_ofTheEngineItself_failsWhatIsInside_andItBeginsAnew() {
        bench.runner.script(_ -> 1);
        var faults = new AtomicInteger(1);
        var engine = new LoopEngine(bench.runner, bench.queue, 16, () -> {
            if (bench.queue.size() > 0 && faults.getAndDecrement() > 0) {
                throw new AssertionError("a fault of the clock");
            }
            return System.nanoTime();
        });
        try (var restarting = new EngineThread(engine, bench.runner, bench.queue)) {
            Run failed = bench.submit(ENDLESS);
            restarting.start();
            await("the fault", () -> !failed.events().isEmpty());
            Run next = bench.submit(Wish.of(StepBounds.fixed(4), 5, 3));
            await("the next answer", () -> next.sequence().ended());

            assertThat(failed.last()).isEqualTo(new Failed(FailureCause.INTERNAL, failed.counts()));
            assertThat(next.last()).isInstanceOf(Finished.class);
            assertThat(engine.stats().restarts()).isEqualTo(1);
            assertThat(restarting.accepting()).isTrue();
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long limit = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(limit);
            Thread.onSpinWait();
        }
    }

    @Test
    void end_ofTheThread_closesTheQueue_whenTheEngineFailsAgainAndAgain() {
        bench.runner.script(_ -> 1);
        var begun = new AtomicBoolean();
        var engine = new LoopEngine(bench.runner, bench.queue, 16, () -> {
            if (bench.runner.closed() || begun.get()) {
                throw new AssertionError("a fault of the clock");
            }
            return 0;
        });
        var failing = new EngineThread(engine, bench.runner, bench.queue);
        Run run = bench.submit(ENDLESS);
        begun.set(true);
        failing.start();
        await("its end", () -> !failing.alive());
        failing.close();

        assertThat(run.last()).isInstanceOf(Failed.class);
        assertThat(engine.stats().restarts()).isEqualTo(EngineThread.RESTARTS);
        assertThat(failing.alive()).isFalse();
        assertThat(failing.accepting()).isFalse();
    }

    @Test
    void sinceLastTick_grows_whileACallOfTheModelHangs() {
        var now = new AtomicLong();
        var engine = new LoopEngine(bench.runner, bench.queue, 16, now::get);
        engine.tick();
        now.addAndGet(Duration.ofSeconds(7).toNanos());

        assertThat(engine.sinceLastTick()).isEqualTo(Duration.ofSeconds(7));
        engine.tick();
        assertThat(engine.sinceLastTick()).isZero();
    }
}
