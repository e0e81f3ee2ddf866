package looplm.inference.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.time.Duration;
import looplm.edge.servlet.HttpSettings;
import looplm.model.kernel.ComputeDevice;
import looplm.model.kernel.DtypeChoice;
import looplm.model.kernel.MatrixForm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

class InferencePropertiesTest {

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(InferenceProperties.class)
    static class Properties {}

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withUserConfiguration(Properties.class)
            .withPropertyValues("looplm.inference.model-dir=m", "looplm.inference.service-token-file=t");

    @Test
    void defaults_areThese() {
        runner.run(context -> assertThat(context.getBean(InferenceProperties.class))
                .isEqualTo(new InferenceProperties(
                        new File("m"),
                        null,
                        new File("t"),
                        null,
                        64,
                        true,
                        0,
                        null,
                        false,
                        16,
                        null,
                        DtypeChoice.AUTO,
                        null,
                        ComputeDevice.CPU,
                        1,
                        64,
                        1_000_000,
                        16,
                        Duration.ofSeconds(60),
                        Duration.ofMinutes(30),
                        Duration.ofSeconds(1),
                        DataSize.ofMegabytes(2),
                        new HttpSettings(
                                1024,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(60),
                                DataSize.ofMegabytes(32)),
                        null,
                        4,
                        256,
                        8,
                        Duration.ofMinutes(10),
                        20_000,
                        10_000,
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60))));
    }

    @Test
    void everyKey_isMapped() {
        runner.withPropertyValues(
                        "looplm.inference.model-name=n",
                        "looplm.inference.rows=2",
                        "looplm.inference.prefill-chunk=3",
                        "looplm.inference.keep-prefixes=false",
                        "looplm.inference.reserved-rows=1",
                        "looplm.inference.kv-memory=17MB",
                        "looplm.inference.share-answers=true",
                        "looplm.inference.kv-block=18",
                        "looplm.inference.queue-tokens=19",
                        "looplm.inference.scoring-queue=23",
                        "looplm.inference.wait-limit=20s",
                        "looplm.inference.answer-limit=21s",
                        "looplm.inference.max-steps=5",
                        "looplm.inference.dtype=int8",
                        "looplm.inference.kernel=int8-onednn",
                        "looplm.inference.device=cuda",
                        "looplm.inference.native-threads=6",
                        "looplm.inference.queue-length=7",
                        "looplm.inference.retry-after=8s",
                        "looplm.inference.max-body=9KB",
                        "looplm.inference.http.connections=31",
                        "looplm.inference.http.header-timeout=32ms",
                        "looplm.inference.http.body-timeout=33ms",
                        "looplm.inference.http.silence=34ms",
                        "looplm.inference.http.idle=35ms",
                        "looplm.inference.http.bodies-in-flight=36MB",
                        "looplm.inference.probe-port=37",
                        "looplm.inference.stop-texts=10",
                        "looplm.inference.stop-length=11",
                        "looplm.inference.answers=22",
                        "looplm.inference.counts-kept=12m",
                        "looplm.inference.counts-kept-at-most=13",
                        "looplm.inference.accounts-at-most=24",
                        "looplm.inference.keep-alive=14s",
                        "looplm.inference.drain-limit=15s",
                        "looplm.inference.stall-limit=16s")
                .run(context -> assertThat(context.getBean(InferenceProperties.class))
                        .isEqualTo(new InferenceProperties(
                                new File("m"),
                                "n",
                                new File("t"),
                                2,
                                3,
                                false,
                                1,
                                DataSize.ofMegabytes(17),
                                true,
                                18,
                                5,
                                DtypeChoice.INT8,
                                MatrixForm.INT8_ONEDNN,
                                ComputeDevice.CUDA,
                                6,
                                7,
                                19,
                                23,
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(21),
                                Duration.ofSeconds(8),
                                DataSize.ofKilobytes(9),
                                new HttpSettings(
                                        31,
                                        Duration.ofMillis(32),
                                        Duration.ofMillis(33),
                                        Duration.ofMillis(34),
                                        Duration.ofMillis(35),
                                        DataSize.ofMegabytes(36)),
                                37,
                                10,
                                11,
                                22,
                                Duration.ofMinutes(12),
                                13,
                                24,
                                Duration.ofSeconds(14),
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(16))));
    }

    @Test
    void oneRow_isEnough_toStart() {
        runner.withPropertyValues("looplm.inference.rows=1")
                .run(context -> assertThat(
                                context.getBean(InferenceProperties.class).reservedRows())
                        .isZero());
    }

    @ParameterizedTest
    @ValueSource(strings = {"row=1", "modeldirectory=x", "limits.rows=1"})
    void unknownKey_failsTheStart(String property) {
        runner.withPropertyValues("looplm.inference." + property)
                .run(context -> assertThat(context).hasFailed());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rows=0",
                "rows=1025",
                "prefill-chunk=0",
                "max-steps=0",
                "dtype=fp4",
                "kernel=fast",
                "device=tpu",
                "native-threads=0",
                "queue-length=0",
                "queue-tokens=0",
                "scoring-queue=0",
                "wait-limit=0s",
                "answer-limit=0s",
                "reserved-rows=1024",
                "reserved-rows=-1",
                "kv-memory=0B",
                "kv-block=0",
                "retry-after=0s",
                "http.connections=0",
                "http.header-timeout=0s",
                "http.body-timeout=0s",
                "http.silence=0s",
                "http.idle=2d",
                "http.conections=1",
                "probe-port=0",
                "max-body=0B",
                "stop-texts=-1",
                "stop-length=0",
                "answers=0",
                "counts-kept=-1s",
                "counts-kept-at-most=0",
                "accounts-at-most=0",
                "keep-alive=0s",
                "drain-limit=0s",
                "stall-limit=0s",
                "rows=many"
            })
    void valueOutOfRange_failsTheStart(String property) {
        runner.withPropertyValues("looplm.inference." + property)
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void requiredKey_failsTheStart_whenItIsMissing() {
        new ApplicationContextRunner()
                .withUserConfiguration(Properties.class)
                .withPropertyValues("looplm.inference.model-dir=m")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("serviceTokenFile"));
    }
}
