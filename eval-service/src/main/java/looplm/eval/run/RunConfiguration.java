package looplm.eval.run;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import looplm.eval.client.InferenceClient;
import looplm.eval.client.Retries;
import looplm.eval.suite.Suites;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Puts the parts of this package together; only {@link Runs} is for others. */
@Configuration(proxyBeanMethods = false)
class RunConfiguration {

    @Bean
    RunLog runLog(
            RunRepository runs,
            ItemResultRepository items,
            AggregateRepository aggregates,
            PlatformTransactionManager transactions,
            RunSettings settings,
            InstantSource clock) {
        return new RunLog(runs, items, aggregates, new TransactionTemplate(transactions), settings.lease(), clock);
    }

    @Bean
    RunWorker runWorker(
            RunLog log,
            Suites suites,
            InferenceClient client,
            Retries retries,
            RunSettings settings,
            InstantSource clock,
            MeterRegistry meters) {
        var runner = new EvalRunner(log, suites, client, retries, settings, clock, meters);
        return new RunWorker(log, runner, settings.poll());
    }

    @Bean
    Runs runs(
            RunRepository runs,
            ItemResultRepository items,
            AggregateRepository aggregates,
            Suites suites,
            InferenceClient client,
            PlatformTransactionManager transactions,
            RunSettings settings,
            InstantSource clock,
            RunWorker worker) {
        return new Runs(
                runs,
                new RunViews(items, aggregates),
                new Orders(suites, client),
                new TransactionTemplate(transactions),
                settings.queueLength(),
                clock,
                worker::wake);
    }
}
