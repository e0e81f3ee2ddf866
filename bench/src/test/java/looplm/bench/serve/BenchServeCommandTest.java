package looplm.bench.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** That it asks the served model and judges its answers, not how fast this machine is. */
class BenchServeCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void report_comparesTheEffortWithFullDepth_onTheSameQuestions() {
        JsonNode report = report("--items", "24", "--clients", "3");

        assertThat(report.at("/full_depth/answers").asInt()).isEqualTo(48);
        assertThat(report.at("/full_depth/mean_steps").asDouble()).isEqualTo(4);
        assertThat(report.at("/full_depth/accuracy").asDouble()).isGreaterThan(0.9);
        assertThat(report.at("/adaptive/mean_steps").asDouble()).isBetween(1.0, 4.0);
        assertThat(report.at("/adaptive/accuracy").asDouble()).isGreaterThan(0.9);
        assertThat(report.path("speedup").asDouble()).isPositive();
    }

    @Test
    void answers_areAsLongAsAsked_andNotJudged() {
        JsonNode report = report("--items", "2", "--tokens", "20", "--effort", "minimal");

        assertThat(report.at("/adaptive/accuracy").isMissingNode()).isTrue();
        assertThat(report.path("answer_tokens").asInt()).isEqualTo(20);
    }

    @Test
    void options_areNamed_whenTheyAreWrong() {
        assertThat(run("--items", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--items: 0 (expected: 1..1000000)");
    }

    private JsonNode report(String... arguments) {
        assertThat(run(arguments)).as(err.toString()).isZero();
        return JsonMapper.shared().readTree(out.toString());
    }

    private int run(String... arguments) {
        return new CommandLine(new BenchServeCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(Stream.concat(Stream.of("--model", "../models/looplm-nano", "--json"), Stream.of(arguments))
                        .toArray(String[]::new));
    }
}
