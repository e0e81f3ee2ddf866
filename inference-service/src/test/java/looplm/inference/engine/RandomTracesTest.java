package looplm.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import looplm.inference.engine.EngineWorkbench.Run;
import looplm.inference.engine.EngineWorkbench.Wish;
import looplm.inference.engine.model.Batch;
import looplm.inference.engine.model.Batch.PrefillChunk;
import looplm.inference.engine.model.Batch.RowStep;
import looplm.inference.engine.model.Batch.RowTick;
import looplm.inference.engine.model.ModelShape;
import looplm.inference.engine.model.StepBounds;
import looplm.inference.engine.prefix.KvMemory;
import looplm.inference.engine.token.TokenEvent;
import looplm.inference.engine.token.TokenEvent.Cancelled;
import org.junit.jupiter.api.Test;

/**
 * Invariants I1, I2, I5 to I11 on random traces: arrivals, lengths, depths, cancels, neighbours, classes, memory pressure,
 * shared beginnings, several answers to one prompt. Every request is compared with itself alone in an engine of its own.
 *
 * <p>{@code -Dlooplm.traces=5000} runs more of them.
 */
class RandomTracesTest {

    private static final int TRACES = Integer.getInteger("looplm.traces", 300);
    private static final int CONTEXT = 64;

    @Test
    void answers_doNotDependOnNeighbours_inAnyMode() {
        for (int seed = 0; seed < TRACES; seed++) {
            var random = new Random(seed);
            var mode = random.nextBoolean() ? TickMode.ROW_TICK : TickMode.NO_REFILL;
            trace(mode, random, seed);
        }
    }

    @Test
    void lockstep_givesTheAnswersOfFullDepth() {
        for (int seed = 0; seed < TRACES / 10; seed++) {
            trace(TickMode.LOCKSTEP, new Random(seed), seed);
        }
    }

    private static void trace(TickMode mode, Random random, int seed) {
        int rows = 1 + random.nextInt(4);
        int chunk = 1 + random.nextInt(8);
        var settings = new EngineSettings(mode, chunk, random.nextInt(rows), random.nextBoolean());
        // Enough for the largest request alone, and at most for all rows.
        var memory = new KvMemory(16 + random.nextInt(16 * rows), 16);
        var bench = new EngineWorkbench(new ModelShape(rows, 4, CONTEXT, 32), settings, memory);
        var runs = new HashMap<Run, Wish>();
        var order = new ArrayList<Run>();
        int[] system = tokens(random, 1 + random.nextInt(12));
        for (int i = 0; i < 12; i++) {
            Wish wish = wish(mode, random, system);
            List<Wish> together = IntStream.range(0, random.nextInt(5) == 0 ? 1 + random.nextInt(4) : 1)
                    .mapToObj(_ -> wish)
                    .toList();
            List<Run> submitted = together.size() == 1 ? List.of(bench.submit(wish)) : bench.submitTogether(together);
            submitted.forEach(run -> runs.put(run, wish));
            order.addAll(submitted);
            for (int ticks = random.nextInt(6); ticks > 0; ticks--) {
                bench.engine.tick();
                assertMemoryAddsUp(bench);
            }
            if (random.nextInt(4) == 0) {
                order.get(random.nextInt(order.size())).sequence().cancel();
            }
        }
        bench.runAll();

        runs.forEach((run, wish) -> assertSameAsAlone(run, wish, seed));
        assertStepsAddUp(bench, order);
        assertNothingIsHeld(bench);
        if (mode == TickMode.ROW_TICK) {
            assertEveryRowAdvances(bench.runner);
        }
    }

    private static Wish wish(TickMode mode, Random random, int[] system) {
        int min = 1 + random.nextInt(4);
        int max = min + random.nextInt(5 - min);
        float threshold = random.nextInt(4) == 0 ? 1f : 0.1f + random.nextFloat() * 0.89f;
        StepBounds depth = mode == TickMode.LOCKSTEP ? StepBounds.fixed(4) : new StepBounds(min, max, threshold);
        int[] own = tokens(random, 1 + random.nextInt(12));
        int[] prompt = random.nextBoolean()
                ? own
                : IntStream.concat(IntStream.of(system), IntStream.of(own)).toArray();
        Wish wish = Wish.of(depth, 1 + random.nextInt(20), prompt);
        return switch (random.nextInt(4)) {
            case 0 -> wish.of(Priority.SAFETY);
            case 1 -> wish.of(Priority.LOW);
            case 2 -> wish.tenant("other");
            default -> wish;
        };
    }

    private static int[] tokens(Random random, int count) {
        return random.ints(count, 8, 32).toArray();
    }

    private static void assertSameAsAlone(Run run, Wish wish, int seed) {
        var alone = EngineWorkbench.ofRows(1);
        Run expected = alone.submit(wish);
        alone.runAll();
        List<List<Object>> told = told(run);
        if (run.last() instanceof Cancelled) {
            assertThat(told).as("trace %s", seed).isEqualTo(told(expected).subList(0, told.size()));
            assertThat(run.counts().executedSteps())
                    .isLessThanOrEqualTo(expected.counts().executedSteps());
        } else {
            assertThat(told).as("trace %s", seed).isEqualTo(told(expected));
            assertThat(run.last()).hasSameClassAs(expected.last());
            assertThat(run.counts().exitSteps()).isEqualTo(expected.counts().exitSteps());
            assertThat(run.counts().executedSteps()).isEqualTo(expected.counts().executedSteps());
            assertThat(run.counts().promptSteps() + 4L * run.counts().cachedTokens())
                    .as("prompt tokens are run or found")
                    .isEqualTo(expected.counts().promptSteps());
        }
    }

    /** What was told of the tokens, but for what was billed: a found beginning is not. */
    private static List<List<Object>> told(Run run) {
        return run.events().stream()
                .filter(TokenEvent.Token.class::isInstance)
                .map(TokenEvent.Token.class::cast)
                .map(token -> List.<Object>of(token.id(), token.text(), token.exitStep()))
                .toList();
    }

    /** I9 at every moment. */
    private static void assertMemoryAddsUp(EngineWorkbench bench) {
        KvMemory memory = bench.memory;
        assertThat(memory.freeBlocks()).isNotNegative();
        assertThat(memory.freeBlocks() + memory.reservedBlocks() + memory.keptBlocks())
                .isEqualTo(memory.totalBlocks());
    }

    /** I7: what tokens exited at, and what was wasted, is what rows ran. */
    private static void assertStepsAddUp(EngineWorkbench bench, List<Run> runs) {
        EngineStats stats = bench.engine.stats();
        long exited = IntStream.rangeClosed(1, 8)
                .mapToLong(step -> step * stats.exits(step))
                .sum();
        assertThat(exited + stats.wastedRowTicks()).isEqualTo(stats.rowTicks());
        assertThat(runs.stream().mapToLong(run -> run.counts().executedSteps()).sum())
                .isEqualTo(stats.rowTicks());
    }

    /** I5 and I9 at idle: rows hold nothing, nothing is reserved, and pages are those that are counted. */
    private static void assertNothingIsHeld(EngineWorkbench bench) {
        assertThat(bench.runner.heldRows()).isZero();
        assertThat(bench.memory.reservedBlocks()).isZero();
        bench.engine.failAll(TokenEvent.FailureCause.SHUTTING_DOWN);
        assertThat(bench.runner.heldPages()).isZero();
        assertThat(bench.memory.keptBlocks()).isZero();
    }

    /** I1, I2: every row of a tick is there again in the next, a step further or at the first step of its next token. */
    private static void assertEveryRowAdvances(FakeModelRunner runner) {
        Map<Integer, RowStep> before = new HashMap<>();
        for (Batch call : runner.calls()) {
            if (call instanceof PrefillChunk chunk) {
                before.remove(chunk.row());
            }
            if (call instanceof RowTick tick) {
                var now = new HashMap<Integer, RowStep>();
                for (RowStep row : tick.rows()) {
                    assertThat(now.put(row.row(), row))
                            .as("one token in flight per row")
                            .isNull();
                    RowStep last = before.get(row.row());
                    if (last != null && row.position() == last.position() && row.recurrentStep() > 0) {
                        assertThat(row.recurrentStep()).isEqualTo(last.recurrentStep() + 1);
                    } else {
                        assertThat(row.recurrentStep()).isZero();
                    }
                }
                before = now;
            }
        }
    }
}
