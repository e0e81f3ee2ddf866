package looplm.inference.config;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import looplm.inference.admission.AccountTotals;
import looplm.inference.admission.Admissions;
import looplm.inference.admission.Attempts;
import looplm.inference.admission.BoundedQueue;
import looplm.inference.admission.RequestLimits;
import looplm.inference.admission.ScoringLimits;
import looplm.inference.admission.ServedModel;
import looplm.inference.admission.TextCodec;
import looplm.inference.engine.EngineSettings;
import looplm.inference.engine.EngineThread;
import looplm.inference.engine.LoopEngine;
import looplm.inference.engine.TickMode;
import looplm.inference.engine.prefix.KvMemory;
import looplm.inference.engine.scoring.ScoringDesk;
import looplm.inference.runner.LoadedModel;
import looplm.model.kernel.Placement;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The model, the engine that drives it and the door before it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(InferenceProperties.class)
class EngineConfiguration {

    /** For how many rows the fastest kernel is looked for where their number is still to be measured. */
    private static final int USUAL_ROWS = 4;

    @Bean
    InstantSource clock() {
        return InstantSource.system();
    }

    @Bean(destroyMethod = "")
    LoadedModel loadedModel(InferenceProperties properties) {
        return LoadedModel.load(
                properties.modelDir().toPath(),
                properties.modelName(),
                placement(properties),
                properties.rows(),
                properties.reservedRows(),
                properties.maxSteps(),
                properties.nativeThreads(),
                properties.shareAnswers());
    }

    private static Placement placement(InferenceProperties properties) {
        return new Placement(
                properties.dtype().dtype(),
                properties.device(),
                Optional.ofNullable(properties.kernel()),
                properties.rows() == null ? USUAL_ROWS : properties.rows());
    }

    @Bean
    ServedModel servedModel(LoadedModel model) {
        return model.served();
    }

    @Bean(destroyMethod = "")
    BoundedQueue queue(InferenceProperties properties) {
        return new BoundedQueue(properties.queueLength(), properties.queueTokens());
    }

    @Bean
    KvMemory kvMemory(LoadedModel model, InferenceProperties properties) {
        return KvMemorySize.of(
                model.runner(), model.served().depth().maxSteps(), properties.kvMemory(), properties.kvBlock());
    }

    @Bean
    ScoringDesk scoringDesk(BoundedQueue queue, InferenceProperties properties) {
        return new ScoringDesk(properties.scoringQueue(), queue::wake);
    }

    @Bean
    LoopEngine loopEngine(
            LoadedModel model,
            BoundedQueue queue,
            KvMemory memory,
            ScoringDesk scoring,
            InferenceProperties properties) {
        var settings = new EngineSettings(
                TickMode.ROW_TICK, properties.prefillChunk(), properties.reservedRows(), properties.keepPrefixes());
        return new LoopEngine(model.runner(), queue, memory, scoring, settings, System::nanoTime);
    }

    /** Warms the model up before the web server listens; closes it, in its own thread. */
    @Bean(initMethod = "start", destroyMethod = "close")
    EngineThread engineThread(LoopEngine engine, LoadedModel model, BoundedQueue queue) {
        return new EngineThread(engine, model.runner(), queue);
    }

    @Bean
    EngineLifecycle engineLifecycle(EngineThread thread, InferenceProperties properties) {
        return new EngineLifecycle(thread, properties.drainLimit());
    }

    @Bean
    AccountTotals accountTotals(InferenceProperties properties, InstantSource clock) {
        return new AccountTotals(properties.accountsAtMost(), clock.instant());
    }

    @Bean
    Attempts attempts(InferenceProperties properties, InstantSource clock, AccountTotals totals) {
        return new Attempts(properties.countsKept(), properties.countsKeptAtMost(), clock, totals);
    }

    @Bean
    ScoringLimits scoringLimits(LoadedModel model, KvMemory memory) {
        return new ScoringLimits(model.served(), model.text(), memory);
    }

    @Bean
    Admissions admissions(
            BoundedQueue queue,
            ScoringDesk desk,
            Attempts attempts,
            ServedModel model,
            InferenceProperties properties) {
        return new Admissions(queue, desk, attempts, model.shape(), properties.waitLimit(), properties.retryAfter());
    }

    @Bean
    TextCodec textCodec(LoadedModel model) {
        return model.text();
    }

    @Bean
    RequestLimits requestLimits(LoadedModel model, KvMemory memory, InferenceProperties properties) {
        var settings = new RequestLimits.Settings(
                properties.stopTexts(),
                properties.stopLength(),
                properties.answers(),
                properties.waitLimit(),
                properties.answerLimit());
        return new RequestLimits(model.served(), model.text(), settings, memory, new SecureRandom()::nextLong);
    }
}
