package looplm.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
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
        JsonNode report = report("--batches", "4", "--laws", "q.2-like", "--parts", "laws,kv");

        assertThat(report.at("/laws/0/law").asString()).isEqualTo("q.2-like");
        assertThat(report.at("/laws/0/bound").asDouble()).isBetween(1.5, 1.7);
        assertThat(report.at("/kv/0/context").asInt()).isEqualTo(64);
        assertThat(report.at("/kv/0/required_bytes").asLong()).isEqualTo(4L * 65 * 2 * 4 * 32 * Float.BYTES);
        assertThat(report.at("/kv/0/ratio").asDouble()).isBetween(1.0, 1.3);
    }

    @Test
    void report_marksWhatIsModelled_andHoldsTheFitAndTheOpenLoop() {
        JsonNode report = report(
                "--batches",
                "4",
                "--laws",
                "q.2-like,all_full",
                "--model-batches",
                "2",
                "--parts",
                "laws,modelled,fit,open",
                "--open-loop",
                "0.7",
                "--open-loop-seconds",
                "1");

        assertThat(report.path("laws")).hasSize(1 + 7 + 9);
        assertThat(report.at("/laws/0/modelled").asBoolean()).isFalse();
        assertThat(report.at("/laws/1/modelled").asBoolean()).isTrue();
        assertThat(report.at("/laws/1/batch").asInt()).isEqualTo(4);
        assertThat(report.at("/laws/16/batch").asInt()).isEqualTo(2);
        assertThat(report.at("/full_depth/0/in_phase").asDouble()).isPositive();
        assertThat(report.at("/ticks/0/occupied/1/rows").asInt()).isEqualTo(3);
        assertThat(report.at("/fit/points")).hasSize(9);
        assertThat(report.at("/open_loop/0/requests").asInt()).isPositive();
        assertThat(report.has("kv")).isTrue();
        assertThat(report.has("prefix")).isFalse();
        assertThat(err.toString()).contains("open loop, load 0.70");
    }

    private JsonNode report(String... arguments) {
        var all = new ArrayList<>(List.of("--shape", "nano", "--seconds", "0.02", "--json"));
        all.addAll(List.of(arguments));
        assertThat(run(all.toArray(String[]::new))).as(err.toString()).isZero();
        return JsonMapper.shared().readTree(out.toString());
    }

    @Test
    void options_areNamed_whenTheyAreWrong() {
        assertThat(run("--shape", "huge")).isEqualTo(2);
        assertThat(run("--laws", "none")).isEqualTo(2);
        assertThat(run("--context", "0")).isEqualTo(2);
        assertThat(run("--parts", "kv,all")).isEqualTo(2);
        assertThat(err.toString())
                .contains("'--parts'", "kv, MODELLED, modelled", "'all'")
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
