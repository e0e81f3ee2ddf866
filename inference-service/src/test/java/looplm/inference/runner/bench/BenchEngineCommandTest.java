package looplm.inference.runner.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** That it measures what it says, not how fast this machine is. */
class BenchEngineCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void report_holdsTheLawAndWhatATickMoves() {
        int code = run("--shape", "nano", "--batches", "4", "--laws", "q.2-like", "--seconds", "0.02", "--json");
        JsonNode report = JsonMapper.shared().readTree(out.toString());

        assertThat(code).isZero();
        assertThat(report.at("/laws/0/law").asString()).isEqualTo("q.2-like");
        assertThat(report.at("/laws/0/bound").asDouble()).isBetween(1.5, 1.7);
        assertThat(report.at("/kv/0/context").asInt()).isEqualTo(64);
        assertThat(report.at("/kv/0/required_bytes").asLong()).isEqualTo(4L * 65 * 2 * 4 * 32 * Float.BYTES);
        assertThat(report.at("/kv/0/ratio").asDouble()).isBetween(1.0, 1.3);
    }

    @Test
    void options_areNamed_whenTheyAreWrong() {
        assertThat(run("--shape", "huge")).isEqualTo(2);
        assertThat(run("--laws", "none")).isEqualTo(2);
        assertThat(run("--context", "0")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--shape: huge (expected: nano, mid or ouro-1.4b)")
                .contains("--laws: none (expected: [all_full")
                .contains("--context: 0 (expected: 1..2048)");
    }

    private int run(String... arguments) {
        return new CommandLine(new BenchEngineCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
