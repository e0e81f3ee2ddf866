package looplm.eval.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import looplm.edge.servlet.HttpSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.util.unit.DataSize;

class EvalPropertiesTest {

    private static final String[] REQUIRED = {
        "looplm.eval.service-token-file=/t", "looplm.eval.inference-url=http://127.0.0.1:8081"
    };

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Bound.class);

    @Test
    void defaults_areThose_ofTheDocumentation() {
        runner.withPropertyValues(REQUIRED)
                .run(context -> assertThat(context.getBean(EvalProperties.class))
                        .isEqualTo(new EvalProperties(
                                Path.of("/t"),
                                URI.create("http://127.0.0.1:8081"),
                                4,
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(60),
                                Duration.ofMillis(250),
                                Duration.ofMinutes(2),
                                20,
                                50,
                                Duration.ofMillis(500),
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(1),
                                100,
                                DataSize.ofKilobytes(64),
                                new HttpSettings(
                                        1024,
                                        Duration.ofSeconds(10),
                                        Duration.ofSeconds(20),
                                        Duration.ofSeconds(20),
                                        Duration.ofSeconds(60),
                                        DataSize.ofMegabytes(32)),
                                null)));
    }

    @Test
    void everyKey_isMapped() {
        runner.withPropertyValues(
                        "looplm.eval.service-token-file=/u",
                        "looplm.eval.inference-url=https://inference:1",
                        "looplm.eval.concurrency=1",
                        "looplm.eval.connect-timeout=2s",
                        "looplm.eval.request-timeout=3s",
                        "looplm.eval.retry-pause=4ms",
                        "looplm.eval.retry-patience=5s",
                        "looplm.eval.timeouts-in-a-row=6",
                        "looplm.eval.batch=7",
                        "looplm.eval.flush-interval=8ms",
                        "looplm.eval.lease=9s",
                        "looplm.eval.poll=10ms",
                        "looplm.eval.queue-length=11",
                        "looplm.eval.http.connections=31",
                        "looplm.eval.http.header-timeout=32ms",
                        "looplm.eval.http.body-timeout=33ms",
                        "looplm.eval.http.silence=34ms",
                        "looplm.eval.http.idle=35ms",
                        "looplm.eval.http.bodies-in-flight=36MB",
                        "looplm.eval.probe-port=37",
                        "looplm.eval.max-body=12KB")
                .run(context -> assertThat(context.getBean(EvalProperties.class))
                        .isEqualTo(new EvalProperties(
                                Path.of("/u"),
                                URI.create("https://inference:1"),
                                1,
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(3),
                                Duration.ofMillis(4),
                                Duration.ofSeconds(5),
                                6,
                                7,
                                Duration.ofMillis(8),
                                Duration.ofSeconds(9),
                                Duration.ofMillis(10),
                                11,
                                DataSize.ofKilobytes(12),
                                new HttpSettings(
                                        31,
                                        Duration.ofMillis(32),
                                        Duration.ofMillis(33),
                                        Duration.ofMillis(34),
                                        Duration.ofMillis(35),
                                        DataSize.ofMegabytes(36)),
                                37)));
    }

    @Test
    void start_fails_whenAKeyIsUnknown() {
        runner.withPropertyValues(REQUIRED)
                .withPropertyValues("looplm.eval.concurency=2")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("looplm.eval.concurency"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "service-token-file=",
                "inference-url=",
                "inference-url=ftp://a",
                "inference-url=127.0.0.1:8081",
                "inference-url=http:///v1",
                "concurrency=0",
                "concurrency=257",
                "connect-timeout=0s",
                "request-timeout=0s",
                "request-timeout=2h",
                "retry-pause=11s",
                "retry-patience=0s",
                "timeouts-in-a-row=0",
                "batch=0",
                "flush-interval=0s",
                "flush-interval=4s",
                "lease=1s",
                "lease=2h",
                "poll=0s",
                "queue-length=0",
                "http.connections=0",
                "http.header-timeout=0s",
                "http.body-timeout=0s",
                "http.silence=0s",
                "http.idle=2d",
                "http.conections=1",
                "probe-port=0",
                "max-body=0B",
                "max-body=17MB"
            })
    void start_fails_whenAValueIsOutOfRange(String setting) {
        runner.withPropertyValues(REQUIRED)
                .withPropertyValues("looplm.eval." + setting)
                .run(context -> assertThat(context).hasFailed());
    }

    @EnableConfigurationProperties(EvalProperties.class)
    static class Bound {}
}
