package looplm.launcher.supervise;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import looplm.launcher.os.ProcessIdentity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects what all threads of the supervisor report and writes it down. */
public final class StateBoard {

    private static final Logger LOG = LoggerFactory.getLogger(StateBoard.class);

    private final StateFile file;
    private final Map<String, ProgramState> programs = new LinkedHashMap<>();
    private PlatformState state;

    public StateBoard(StateFile file, ProcessIdentity supervisor, int firstPort, String model) {
        this.file = file;
        this.state = new PlatformState(
                supervisor, PlatformState.Phase.PREPARING, firstPort, model, List.of(), "preparing", null);
    }

    /** Enters a new phase of the whole. */
    public synchronized void enter(PlatformState.Phase phase, String message) {
        publish(phase, message, state.culprit());
    }

    /** Enters a phase that follows {@code before}; without effect when something else came between, such as a stop. */
    public synchronized void enterAfter(PlatformState.Phase before, PlatformState.Phase phase, String message) {
        if (state.phase() == before) {
            enter(phase, message);
        }
    }

    /** Remembers why the start failed and which program did, if it was one; a start that is being stopped did not. */
    public synchronized void fail(String message, @Nullable String culprit) {
        if (state.phase() != PlatformState.Phase.STOPPING && state.phase() != PlatformState.Phase.STOPPED) {
            publish(PlatformState.Phase.FAILED, message, culprit);
        }
    }

    /** Everything is being stopped; a failed start stays one. */
    public synchronized void stopping() {
        if (state.phase() != PlatformState.Phase.FAILED) {
            enter(PlatformState.Phase.STOPPING, "stopping");
        }
    }

    /** Everything is stopped; a failed start stays one. */
    public synchronized void stopped() {
        if (state.phase() != PlatformState.Phase.FAILED) {
            enter(PlatformState.Phase.STOPPED, "stopped");
        }
    }

    synchronized void update(ProgramState program) {
        programs.put(program.name(), program);
        publish(state.phase(), state.message(), state.culprit());
    }

    private void publish(PlatformState.Phase phase, String message, @Nullable String culprit) {
        state = new PlatformState(
                state.supervisor(),
                phase,
                state.firstPort(),
                state.model(),
                List.copyOf(programs.values()),
                message,
                culprit);
        try {
            file.write(state);
        } catch (IOException e) {
            LOG.warn("State can't be written to {}: {}", file.path(), e.toString());
        }
    }
}
