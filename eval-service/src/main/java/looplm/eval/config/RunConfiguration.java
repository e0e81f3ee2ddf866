package looplm.eval.config;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import looplm.eval.client.Retries;
import looplm.eval.client.RetryingTargetClient;
import looplm.eval.client.TargetClient;
import looplm.eval.order.RunOrders;
import looplm.eval.order.RunViews;
import looplm.eval.order.Runs;
import looplm.eval.record.AggregateRepository;
import looplm.eval.record.ItemResultRepository;
import looplm.eval.record.RunLog;
import looplm.eval.record.RunRepository;
import looplm.eval.run.EvalRunner;
import looplm.eval.run.RunSettings;
import looplm.eval.run.RunWorker;
import looplm.eval.suite.Suites;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What keeps, executes and tells of runs. */
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
            TargetClient client,
            Retries retries,
            RunSettings settings,
            InstantSource clock,
            MeterRegistry meters) {
        var runner = new EvalRunner(log, suites, new RetryingTargetClient(client, retries), settings, clock, meters);
        return new RunWorker(log, runner, settings.poll());
    }

    @Bean
    Runs runs(
            RunRepository runs,
            ItemResultRepository items,
            AggregateRepository aggregates,
            Suites suites,
            TargetClient client,
            PlatformTransactionManager transactions,
            RunSettings settings,
            InstantSource clock,
            RunWorker worker) {
        return new Runs(
                runs,
                new RunViews(items, aggregates),
                new RunOrders(suites, client),
                new TransactionTemplate(transactions),
                settings.queueLength(),
                clock,
                worker::wake);
    }
}
