package looplm.safety.config;

import static org.assertj.core.api.Assertions.assertThat;

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

class SafetyPropertiesTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Bound.class);

    @Test
    void defaults_areThose_ofTheDocumentation() {
        runner.withPropertyValues("looplm.safety.service-token-file=/t").run(context -> {
            var properties = context.getBean(SafetyProperties.class);
            assertThat(properties)
                    .isEqualTo(new SafetyProperties(
                            Path.of("/t"),
                            null,
                            Duration.ofSeconds(2),
                            DataSize.ofMegabytes(4),
                            1_000_000,
                            2048,
                            new HttpSettings(
                                    1024,
                                    Duration.ofSeconds(10),
                                    Duration.ofSeconds(20),
                                    Duration.ofSeconds(20),
                                    Duration.ofSeconds(60),
                                    DataSize.ofMegabytes(32)),
                            null,
                            null,
                            512,
                            Duration.ofSeconds(10),
                            1024,
                            Duration.ofSeconds(5)));
        });
    }

    @Test
    void everyKey_isMapped() {
        runner.withPropertyValues(
                        "looplm.safety.service-token-file=/t",
                        "looplm.safety.policy-file=/p",
                        "looplm.safety.policy-poll=3s",
                        "looplm.safety.max-body-size=1KB",
                        "looplm.safety.max-input-characters=5",
                        "looplm.safety.max-texts=6",
                        "looplm.safety.http.connections=31",
                        "looplm.safety.http.header-timeout=32ms",
                        "looplm.safety.http.body-timeout=33ms",
                        "looplm.safety.http.silence=34ms",
                        "looplm.safety.http.idle=35ms",
                        "looplm.safety.http.bodies-in-flight=36MB",
                        "looplm.safety.probe-port=37",
                        "looplm.safety.screening-threads=11",
                        "looplm.safety.screening-queue=12",
                        "looplm.safety.screening-limit=13ms",
                        "looplm.safety.audit-queue=9",
                        "looplm.safety.audit-timeout=10ms")
                .run(context -> assertThat(context.getBean(SafetyProperties.class))
                        .isEqualTo(new SafetyProperties(
                                Path.of("/t"),
                                Path.of("/p"),
                                Duration.ofSeconds(3),
                                DataSize.ofKilobytes(1),
                                5,
                                6,
                                new HttpSettings(
                                        31,
                                        Duration.ofMillis(32),
                                        Duration.ofMillis(33),
                                        Duration.ofMillis(34),
                                        Duration.ofMillis(35),
                                        DataSize.ofMegabytes(36)),
                                37,
                                11,
                                12,
                                Duration.ofMillis(13),
                                9,
                                Duration.ofMillis(10))));
    }

    @Test
    void start_fails_whenAKeyIsUnknown() {
        runner.withPropertyValues("looplm.safety.service-token-file=/t", "looplm.safety.polcy-file=/p")
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("looplm.safety.polcy-file"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "service-token-file=",
                "policy-poll=1ms",
                "policy-poll=2h",
                "max-body-size=0B",
                "max-body-size=2GB",
                "max-input-characters=0",
                "max-texts=0",
                "http.connections=0",
                "http.header-timeout=0s",
                "http.body-timeout=0s",
                "http.silence=0s",
                "http.idle=2d",
                "http.conections=1",
                "probe-port=0",
                "screening-threads=0",
                "screening-queue=0",
                "screening-limit=0s",
                "audit-queue=0",
                "audit-timeout=0s"
            })
    void start_fails_whenAValueIsOutOfRange(String setting) {
        runner.withPropertyValues("looplm.safety.service-token-file=/t", "looplm.safety." + setting)
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void start_fails_whenTheTokenFileIsNotNamed() {
        runner.run(context -> assertThat(context).hasFailed());
    }

    @EnableConfigurationProperties(SafetyProperties.class)
    static class Bound {}
}
