package looplm.launcher.verify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MavenOutcomeTest {

    @Test
    void outcome_namesWhatWasBrokenAndWhatWasLeftOut() {
        MavenOutcome outcome = read(
                1,
                "[INFO] Reactor Summary for looplm 0.1.0-SNAPSHOT:",
                "[INFO] looplm ............................................. SUCCESS [  0.512 s]",
                "[INFO] loop-model ......................................... FAILURE [  3.100 s]",
                "[INFO] BUILD FAILURE",
                "[INFO] inference-service .................................. SKIPPED",
                "[INFO] bench .............................................. SKIPPED");
        assertThat(outcome.broken()).containsExactly("loop-model");
        assertThat(outcome.untested()).containsExactly("inference-service", "bench");
        assertThat(outcome.complete()).isFalse();
    }

    @Test
    void outcome_isNotComplete_whereTestsEndedWithTheirProcess() {
        MavenOutcome outcome = read(
                0, "[ERROR] The forked VM terminated without properly saying goodbye. VM crash or System.exit called?");
        assertThat(outcome.crashed()).isTrue();
        assertThat(outcome.complete()).isFalse();
    }

    @Test
    void outcome_isComplete_whereAllWasBuilt() {
        assertThat(read(0, "[INFO] wire ... SUCCESS [  0.5 s]", "[WARNING] Tests run: 3, Skipped: 1")
                        .complete())
                .isTrue();
    }

    private static MavenOutcome read(int exitCode, String... lines) {
        var reader = new MavenOutcome.Reader();
        for (String line : lines) {
            reader.read(line);
        }
        return reader.outcome(exitCode);
    }
}
