package looplm.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import looplm.gateway.audit.AuditSettings;
import looplm.gateway.console.ConsoleSettings;
import looplm.gateway.door.AddressBlock;
import looplm.gateway.door.ConnectionSettings;
import looplm.gateway.door.MemorySettings;
import looplm.gateway.routing.InferenceSettings;
import looplm.gateway.safety.FailMode;
import looplm.gateway.safety.SafetySettings;
import looplm.gateway.shedding.SheddingSettings;
import looplm.gateway.upstream.UpstreamLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

class GatewayPropertiesTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Enabled.class)
            .withPropertyValues("looplm.gateway.service-token-file=token");

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(GatewayProperties.class)
    static class Enabled {}

    @Test
    void defaults_areWhatTheDocumentationSays() {
        var limits = new UpstreamLimits(256, 3, Duration.ofMillis(100), 20, 5, 50, Duration.ofSeconds(3), 2);

        runner.run(context -> assertThat(context.getBean(GatewayProperties.class))
                .isEqualTo(new GatewayProperties(
                        Path.of("token"),
                        URI.create("http://127.0.0.1:8081"),
                        URI.create("http://127.0.0.1:8082"),
                        URI.create("http://127.0.0.1:8083"),
                        FailMode.CLOSED,
                        null,
                        DataSize.ofMegabytes(2),
                        null,
                        Duration.ofSeconds(5),
                        List.of(),
                        new ConnectionSettings(
                                null,
                                256,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(30)),
                        new MemorySettings(null, DataSize.ofMegabytes(16), 100_000),
                        new SheddingSettings(4, 256, 2.5, Duration.ofSeconds(1)),
                        new InferenceSettings(
                                Duration.ofSeconds(60),
                                Duration.ofSeconds(60),
                                Duration.ofMinutes(10),
                                Duration.ofSeconds(2),
                                limits),
                        new SafetySettings(Duration.ofSeconds(5), limits),
                        new AuditSettings(
                                10_000,
                                200,
                                Duration.ofMillis(500),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(2),
                                null,
                                DataSize.ofMegabytes(64),
                                Duration.ofSeconds(30)),
                        new ConsoleSettings("admin", null, Duration.ofSeconds(3)))));
    }

    @Test
    void everyKey_isMapped() {
        runner.withPropertyValues(
                        "looplm.gateway.service-token-file=t",
                        "looplm.gateway.inference-url=http://i:1",
                        "looplm.gateway.safety-url=https://s:2",
                        "looplm.gateway.eval-url=http://e:3",
                        "looplm.gateway.fail-mode=DEEPEN",
                        "looplm.gateway.demo-key-file=d",
                        "looplm.gateway.max-body=1MB",
                        "looplm.gateway.key-cache=1s",
                        "looplm.gateway.probe-port=9080",
                        "looplm.gateway.shedding.least=23",
                        "looplm.gateway.shedding.most=24",
                        "looplm.gateway.shedding.tolerance=2.6",
                        "looplm.gateway.shedding.window=27ms",
                        "looplm.gateway.trusted-proxies=10.0.0.0/8,fd00::1",
                        "looplm.gateway.connections.most=9",
                        "looplm.gateway.connections.per-address=8",
                        "looplm.gateway.connections.head-timeout=7s",
                        "looplm.gateway.connections.idle-timeout=6s",
                        "looplm.gateway.connections.body-timeout=5s",
                        "looplm.gateway.connections.body-pause=4s",
                        "looplm.gateway.connections.write-timeout=3s",
                        "looplm.gateway.memory.in-flight=2MB",
                        "looplm.gateway.memory.longest-answer=1MB",
                        "looplm.gateway.memory.json-tokens=1000",
                        "looplm.gateway.inference.first-token-timeout=1s",
                        "looplm.gateway.inference.gap-timeout=2s",
                        "looplm.gateway.inference.answer-timeout=3s",
                        "looplm.gateway.inference.models-for=4s",
                        "looplm.gateway.inference.limits.max-concurrent=1",
                        "looplm.gateway.inference.limits.attempts=2",
                        "looplm.gateway.inference.limits.retry-delay=3ms",
                        "looplm.gateway.inference.limits.breaker-window=5",
                        "looplm.gateway.inference.limits.breaker-minimum=4",
                        "looplm.gateway.inference.limits.breaker-failure-rate=6",
                        "looplm.gateway.inference.limits.breaker-open-for=7s",
                        "looplm.gateway.inference.limits.breaker-trials=8",
                        "looplm.gateway.safety.timeout=9s",
                        "looplm.gateway.safety.limits.max-concurrent=10",
                        "looplm.gateway.safety.limits.attempts=1",
                        "looplm.gateway.safety.limits.retry-delay=12ms",
                        "looplm.gateway.safety.limits.breaker-window=14",
                        "looplm.gateway.safety.limits.breaker-minimum=13",
                        "looplm.gateway.safety.limits.breaker-failure-rate=15",
                        "looplm.gateway.safety.limits.breaker-open-for=16s",
                        "looplm.gateway.safety.limits.breaker-trials=17",
                        "looplm.gateway.audit.unwritten=18",
                        "looplm.gateway.audit.batch=19",
                        "looplm.gateway.audit.retry-delay=20ms",
                        "looplm.gateway.audit.drain-timeout=21s",
                        "looplm.gateway.audit.stall-limit=28s",
                        "looplm.gateway.audit.spill-file=s",
                        "looplm.gateway.audit.spill-size=29MB",
                        "looplm.gateway.audit.dead-after=30s",
                        "looplm.gateway.console.user=root",
                        "looplm.gateway.console.password-file=p",
                        "looplm.gateway.console.timeout=22ms")
                .run(context -> assertThat(context.getBean(GatewayProperties.class))
                        .isEqualTo(new GatewayProperties(
                                Path.of("t"),
                                URI.create("http://i:1"),
                                URI.create("https://s:2"),
                                URI.create("http://e:3"),
                                FailMode.DEEPEN,
                                Path.of("d"),
                                DataSize.ofMegabytes(1),
                                9080,
                                Duration.ofSeconds(1),
                                List.of(AddressBlock.of("10.0.0.0/8"), AddressBlock.of("fd00::1")),
                                new ConnectionSettings(
                                        9,
                                        8,
                                        Duration.ofSeconds(7),
                                        Duration.ofSeconds(6),
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(4),
                                        Duration.ofSeconds(3)),
                                new MemorySettings(DataSize.ofMegabytes(2), DataSize.ofMegabytes(1), 1000),
                                new SheddingSettings(23, 24, 2.6, Duration.ofMillis(27)),
                                new InferenceSettings(
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(2),
                                        Duration.ofSeconds(3),
                                        Duration.ofSeconds(4),
                                        new UpstreamLimits(
                                                1, 2, Duration.ofMillis(3), 5, 4, 6, Duration.ofSeconds(7), 8)),
                                new SafetySettings(
                                        Duration.ofSeconds(9),
                                        new UpstreamLimits(
                                                10, 1, Duration.ofMillis(12), 14, 13, 15, Duration.ofSeconds(16), 17)),
                                new AuditSettings(
                                        18,
                                        19,
                                        Duration.ofMillis(20),
                                        Duration.ofSeconds(21),
                                        Duration.ofSeconds(28),
                                        Path.of("s"),
                                        DataSize.ofMegabytes(29),
                                        Duration.ofSeconds(30)),
                                new ConsoleSettings("root", Path.of("p"), Duration.ofMillis(22)))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "looplm.gateway.inference-uri=http://x",
                "looplm.gateway.inference.gap-time=1s",
                "looplm.gateway.safety.limits.breaker=1",
                "looplm.gateway.console.pasword-file=p"
            })
    void unknownKey_failsTheStart(String property) {
        runner.withPropertyValues(property)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining(property.substring(0, property.indexOf('='))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "inference-url=localhost",
                "safety-url=ftp://x",
                "fail-mode=MAYBE",
                "max-body=5B",
                "max-body=1GB",
                "connections.most=0",
                "connections.body-pause=0s",
                "memory.json-tokens=99",
                "inference.gap-timeout=0s",
                "inference.limits.max-concurrent=0",
                "inference.limits.attempts=11",
                "inference.limits.breaker-minimum=21",
                "safety.timeout=-1s",
                "safety.limits.breaker-failure-rate=101",
                "audit.unwritten=0",
                "audit.batch=0",
                "console.user=",
                "console.timeout=0ms"
            })
    void valueOutOfRange_failsTheStart(String property) {
        runner.withPropertyValues("looplm.gateway." + property)
                .run(context -> assertThat(context).hasFailed());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            trusted-proxies=localhost             | localhost (expected: a CIDR such as 10.0.0.0/8, or an address)
            eval-url=nowhere                      | eval-url: nowhere (expected: http://HOST:PORT)
            memory.in-flight=1KB                  | in-flight: 1024B (expected: at least 256KB)
            memory.longest-answer=1GB             | longest-answer: 1073741824B (expected: 256KB..256MB)
            max-body=5B                           | max-body: 5B (expected: 1KB..64MB)
            safety.limits.breaker-minimum=21      | breaker-minimum: 21 (expected: at most breaker-window, 20)
            """)
    void valueOutOfRange_isNamedWithWhatWasExpected(String property, String message) {
        runner.withPropertyValues("looplm.gateway." + property)
                .run(context -> assertThat(context).getFailure().rootCause().hasMessage(message));
    }

    @Test
    void missingTokenFile_failsTheStart() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
                .withUserConfiguration(Enabled.class)
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("serviceTokenFile"));
    }
}
