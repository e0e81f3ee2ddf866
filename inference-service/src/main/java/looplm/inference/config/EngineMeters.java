package looplm.inference.config;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;
import looplm.inference.admission.BoundedQueue;
import looplm.inference.engine.EngineStats;
import looplm.inference.engine.LoopEngine;

/** The engine's own counts as meters. Names are vLLM's where the meaning is the same. */
record EngineMeters(LoopEngine engine, BoundedQueue queue) implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("looplm.num.requests.running", engine.stats(), EngineStats::takenRows)
                .description("requests that have a row")
                .register(registry);
        Gauge.builder("looplm.num.requests.waiting", queue, BoundedQueue::size)
                .description("requests that wait for a row")
                .register(registry);
        counter(registry, "looplm.ticks", "recurrent steps of all live rows together", EngineStats::ticks);
        counter(registry, "looplm.row.ticks", "recurrent steps over all rows", EngineStats::rowTicks);
        counter(registry, "looplm.prefill.tokens", "prompt tokens run", EngineStats::prefillTokens);
        counter(registry, "looplm.failed.calls", "calls of the model that failed", EngineStats::failedCalls);
    }

    private void counter(MeterRegistry registry, String name, String description, ToDoubleFunction<EngineStats> value) {
        FunctionCounter.builder(name, engine.stats(), value)
                .description(description)
                .register(registry);
    }
}
