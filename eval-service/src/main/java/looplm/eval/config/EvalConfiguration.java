package looplm.eval.config;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import looplm.edge.ServiceToken;
import looplm.eval.client.HttpTargetClient;
import looplm.eval.client.Retries;
import looplm.eval.dataset.DataFiles;
import looplm.eval.run.RunSettings;
import looplm.eval.suite.Suites;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the service's parts from its settings. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EvalProperties.class)
class EvalConfiguration {

    /** The folder of the built-in suites on the class path. */
    private static final String SUITES = "classpath:suites/";

    /** PostgreSQL keeps microseconds: a finer instant would change between the first answer and the next. */
    @Bean
    InstantSource clock() {
        return () -> Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    @Bean
    Suites suites() {
        return Suites.read(new DataFiles(SUITES));
    }

    @Bean
    HttpTargetClient inferenceClient(EvalProperties properties, ServiceToken token) {
        return new HttpTargetClient(
                properties.inferenceUrl(), token.header(), properties.connectTimeout(), properties.requestTimeout());
    }

    @Bean
    Retries retries(EvalProperties properties) {
        return new Retries(properties.retryPause(), properties.retryPatience());
    }

    @Bean
    RunSettings runSettings(EvalProperties properties) {
        return new RunSettings(
                properties.concurrency(),
                properties.batch(),
                properties.flushInterval(),
                properties.timeoutsInARow(),
                properties.lease(),
                properties.poll(),
                properties.queueLength());
    }
}
