package looplm.launcher.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import looplm.launcher.os.ProcessIdentity;
import looplm.launcher.supervise.PlatformState;
import looplm.launcher.supervise.ProgramState;
import org.junit.jupiter.api.Test;

class StartViewTest {

    private static final ProcessIdentity PROCESS = new ProcessIdentity(1, "1");

    private final StringWriter text = new StringWriter();
    private final PrintWriter writer = new PrintWriter(text);

    @Test
    void lines_tellEachChangeOnce() {
        var view = new StartView.Lines(writer);

        view.show(state(PlatformState.Phase.STARTING, "starting", program(ProgramState.Phase.WAITING, 0)));
        view.show(state(PlatformState.Phase.STARTING, "starting", program(ProgramState.Phase.STARTING, 0)));
        view.show(state(PlatformState.Phase.STARTING, "starting", program(ProgramState.Phase.STARTING, 0)));
        view.show(state(PlatformState.Phase.UP, "up", program(ProgramState.Phase.READY, 0)));

        assertThat(told()).containsExactly("starting", "safety: starting", "safety: ready", "up");
    }

    @Test
    void redrawn_stopsRedrawing_onceAnswersArePossible() {
        var view = new StartView.Redrawn(writer);

        view.show(
                state(PlatformState.Phase.ANSWERING, "answers are possible", program(ProgramState.Phase.STARTING, 0)));
        view.finish();
        view.show(
                state(PlatformState.Phase.ANSWERING, "answers are possible", program(ProgramState.Phase.STARTING, 0)));
        view.show(state(PlatformState.Phase.UP, "up", program(ProgramState.Phase.READY, 0)));

        assertThat(text.toString().lines()).hasSize(3);
        assertThat(text.toString()).startsWith("  safety     starting").contains("] safety: ready\n", "] up\n");
    }

    @Test
    void lines_tellADeathWithItsExitCode() {
        var view = new StartView.Lines(writer);

        view.show(state(PlatformState.Phase.UP, "up", program(ProgramState.Phase.BACK_OFF, 1)));

        assertThat(told()).containsExactly("safety: ended with exit code 137, next start in 0 s", "up");
    }

    @Test
    void redrawn_goesBackToItsFirstLine_andTellsLaterChangesBelow() {
        var view = new StartView.Redrawn(writer);

        view.show(state(PlatformState.Phase.STARTING, "starting", program(ProgramState.Phase.STARTING, 0)));
        view.show(state(PlatformState.Phase.UP, "up", program(ProgramState.Phase.READY, 0)));
        view.finish();
        view.show(state(PlatformState.Phase.UP, "up", program(ProgramState.Phase.READY, 0)));
        view.show(state(PlatformState.Phase.UP, "up", program(ProgramState.Phase.NOT_READY, 0)));

        String[] drawings = text.toString().split("\033\\[1A\033\\[J");
        assertThat(drawings).hasSize(2);
        assertThat(drawings[0]).startsWith("  safety     starting");
        assertThat(drawings[1].lines()).hasSize(2);
        assertThat(drawings[1]).startsWith("  safety     ready").endsWith("] safety: not ready\n");
    }

    private List<String> told() {
        return text.toString()
                .lines()
                .map(line -> line.replaceFirst("^\\[\\d+\\.\\d s] ", ""))
                .toList();
    }

    private static ProgramState program(ProgramState.Phase phase, int restarts) {
        return new ProgramState(
                "safety", 8082, "http://127.0.0.1:8082", phase, PROCESS, restarts, 137, Instant.now(), Instant.now());
    }

    private static PlatformState state(PlatformState.Phase phase, String message, ProgramState program) {
        return new PlatformState(PROCESS, phase, 8080, "/model", List.of(program), message, null);
    }
}
