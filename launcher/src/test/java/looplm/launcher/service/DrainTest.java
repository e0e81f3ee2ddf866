package looplm.launcher.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import looplm.launcher.home.DataDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainTest {

    @TempDir
    private Path root;

    @Test
    void graces_areLongerThanWhatServicesTakeByTheirSettings() {
        var rules = Drain.rules(new DataDirectory(root));

        assertThat(rules.apply("gateway").grace()).isGreaterThan(Duration.ofSeconds(30 + 10));
        assertThat(rules.apply("inference").grace()).isGreaterThan(Duration.ofSeconds(20 + 30));
        assertThat(rules.apply("safety").grace()).isGreaterThan(Duration.ofSeconds(15 + 10));
        assertThat(rules.apply("eval").grace()).isGreaterThan(Duration.ofSeconds(15));
        assertThat(Drain.all(new DataDirectory(root)))
                .as("one rank after the other")
                .isGreaterThan(rules.apply("gateway")
                        .grace()
                        .plus(rules.apply("inference").grace()));
    }

    @Test
    void callers_areStoppedBeforeThoseTheyCall() {
        var rules = Drain.rules(new DataDirectory(root));

        for (String caller : List.of("gateway", "eval")) {
            for (String called : List.of("inference", "safety")) {
                assertThat(rules.apply(caller).rank())
                        .isLessThan(rules.apply(called).rank());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'looplm.gateway.audit.drain-timeout: 2m'                     | 170
            'looplm:\n  gateway:\n    audit: {drain-timeout: "500ms"}'  | 50
            'spring:\n  lifecycle:\n    timeout-per-shutdown-phase: 1h' | 3630
            '# drain-timeout: 2m'                                        | 60
            'looplm.gateway.audit.drain-timeout: 40000'                  | 90
            """)
    void grace_followsTheOperatorsSettings(String yaml, long seconds) throws Exception {
        var data = new DataDirectory(root);
        Files.createDirectories(data.config("gateway"));
        Files.writeString(data.config("gateway").resolve("local.yaml"), yaml.replace("\\n", "\n"));

        assertThat(Drain.rules(data).apply("gateway").grace().toSeconds()).isEqualTo(seconds);
    }
}
