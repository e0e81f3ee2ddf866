package looplm.inference.config;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;
import looplm.inference.admission.BoundedQueue;
import looplm.inference.engine.EngineStats;
import looplm.inference.engine.LoopEngine;
import looplm.inference.engine.prefix.KvMemory;

/** The engine's own counts as meters. Names are vLLM's where the meaning is the same. */
record EngineMeters(LoopEngine engine, BoundedQueue queue) implements MeterBinder {

    private static final double NANOS = 1e9;

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(
                registry,
                "looplm.num.requests.running",
                "requests that have a row",
                engine.stats(),
                EngineStats::takenRows);
        gauge(registry, "looplm.num.requests.waiting", "requests that wait for a row", queue, BoundedQueue::size);
        gauge(registry, "looplm.num.tokens.waiting", "their prompt tokens", queue, BoundedQueue::tokens);
        memory(registry);
        counter(registry, "looplm.ticks", "recurrent steps of all live rows together", EngineStats::ticks);
        counter(registry, "looplm.row.ticks", "recurrent steps over all rows", EngineStats::rowTicks);
        counter(
                registry,
                "looplm.head.ticks",
                "ticks in which a token left, so that the head ran",
                EngineStats::headTicks);
        counter(
                registry,
                "looplm.wasted.row.ticks",
                "recurrent steps of tokens that were never finished",
                EngineStats::wastedRowTicks);
        counter(registry, "looplm.prefill.tokens", "prompt tokens run", EngineStats::prefillTokens);
        counter(registry, "looplm.prefill.calls", "chunks of prompts run", EngineStats::prefillCalls);
        counter(registry, "looplm.prefix.cache.queries", "prompt tokens looked for", EngineStats::prefixQueries);
        counter(registry, "looplm.prefix.cache.hits", "prompt tokens found, so not run", EngineStats::prefixHits);
        counter(registry, "looplm.failed.calls", "calls of the model that failed", EngineStats::failedCalls);
        counter(registry, "looplm.engine.restarts", "beginnings anew after a fault of its own", EngineStats::restarts);
        seconds(registry, "looplm.tick.seconds", "time in ticks of the model", EngineStats::tickNanos);
        seconds(registry, "looplm.prefill.seconds", "time in prefill calls of the model", EngineStats::prefillNanos);
        seconds(registry, "looplm.read.seconds", "time in sampling and telling tokens", EngineStats::readNanos);
        seconds(registry, "looplm.work.seconds", "time in all of it, and what is between", EngineStats::workNanos);
        for (int step = 1; step <= engine.stats().maxSteps(); step++) {
            exits(registry, step);
        }
    }

    private void memory(MeterRegistry registry) {
        KvMemory memory = engine.memory();
        gauge(
                registry,
                "looplm.kv.cache.usage.perc",
                "part of the memory for keys and values that is reserved; 1 is all",
                memory,
                one -> (double) one.reservedBlocks() / one.totalBlocks());
        gauge(registry, "looplm.kv.blocks.capacity", "blocks there are", memory, KvMemory::totalBlocks);
        gauge(registry, "looplm.kv.blocks.reserved", "blocks of running requests", memory, KvMemory::reservedBlocks);
        gauge(
                registry,
                "looplm.kv.blocks.kept",
                "blocks of kept prompts, free when needed",
                memory,
                KvMemory::keptBlocks);
        gauge(registry, "looplm.kv.blocks.peak", "the most of both so far", memory, KvMemory::peakBlocks);
    }

    private void exits(MeterRegistry registry, int step) {
        FunctionCounter.builder("looplm.decode.exits", engine.stats(), stats -> stats.exits(step))
                .description("tokens that left a tick, by the steps they had run")
                .tag("steps", String.valueOf(step))
                .register(registry);
    }

    private static <T> void gauge(
            MeterRegistry registry, String name, String description, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value).description(description).register(registry);
    }

    private void counter(MeterRegistry registry, String name, String description, ToDoubleFunction<EngineStats> value) {
        FunctionCounter.builder(name, engine.stats(), value)
                .description(description)
                .register(registry);
    }

    private void seconds(MeterRegistry registry, String name, String description, ToDoubleFunction<EngineStats> nanos) {
        counter(registry, name, description, stats -> nanos.applyAsDouble(stats) / NANOS);
    }
}
