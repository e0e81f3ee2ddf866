package looplm.bench.siege;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Its options. A siege itself needs a platform: the acceptance tests run one. */
class BenchSiegeCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void options_areNamed_whenTheyAreWrong() {
        assertThat(run("--minutes", "0")).isEqualTo(2);
        assertThat(run("--minutes", "NaN")).isEqualTo(2);
        assertThat(run("--only", "marks,nobody")).isEqualTo(2);
        assertThat(run("--kill", "kernel")).isEqualTo(2);

        assertThat(err.toString())
                .contains("--minutes: 0.0 (expected: more than 0, at most 1440)")
                .contains("--minutes: NaN (expected:")
                .contains("--only: nobody (expected: of marks,")
                .contains("--kill: kernel (expected: of gateway, safety, eval, postgres, inference)");
    }

    @Test
    void help_namesTheKinds() {
        assertThat(run("--help")).isZero();

        assertThat(out.toString()).contains("json-nodes", "half-body", "never-reads", "password-guess");
    }

    private int run(String... arguments) {
        return new CommandLine(new BenchSiegeCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
