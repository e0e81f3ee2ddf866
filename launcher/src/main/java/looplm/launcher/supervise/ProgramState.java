package looplm.launcher.supervise;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Locale;
import looplm.launcher.os.ProcessIdentity;
import org.jspecify.annotations.Nullable;

/**
 * What the supervisor knows about one program.
 *
 * @param process absent while none runs
 * @param restarts starts after the first one
 * @param lastExit exit code of the process before this one; 128 + n when signal n ended it
 * @param since when the phase began
 * @param nextStart when it is started again, in phase {@code BACK_OFF}
 */
public record ProgramState(
        String name,
        int port,
        String url,
        Phase phase,
        @Nullable ProcessIdentity process,
        int restarts,
        @JsonProperty("last_exit") @Nullable Integer lastExit,
        Instant since,
        @JsonProperty("next_start") @Nullable Instant nextStart) {

    /** What a program is doing. */
    public enum Phase {
        WAITING,
        STARTING,
        READY,
        NOT_READY,
        BACK_OFF,
        STOPPING,
        STOPPED;

        /** For people: {@code not ready}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    static ProgramState waiting(WatchedProgram program, Instant now) {
        return new ProgramState(program.name(), program.port(), program.url(), Phase.WAITING, null, 0, null, now, null);
    }

    /** One that runs without anybody who has written down where it listens. */
    public static ProgramState unknown(String name) {
        return new ProgramState(name, 0, "?", Phase.NOT_READY, null, 0, null, Instant.now(), null);
    }

    /** As it is found where nobody watches over it. */
    public ProgramState found(ProcessIdentity running, boolean ready, Instant now) {
        return new ProgramState(
                name, port, url, ready ? Phase.READY : Phase.NOT_READY, running, restarts, lastExit, now, null);
    }

    ProgramState in(Phase next, Instant now) {
        return new ProgramState(name, port, url, next, process, restarts, lastExit, now, null);
    }

    ProgramState started(ProcessIdentity newProcess, Instant now) {
        return new ProgramState(name, port, url, Phase.STARTING, newProcess, restarts, lastExit, now, null);
    }

    ProgramState died(@Nullable Integer exit, Instant startAgain, Instant now) {
        return new ProgramState(name, port, url, Phase.BACK_OFF, null, restarts + 1, exit, now, startAgain);
    }

    /** It does not run. */
    public ProgramState stopped(Instant now) {
        return new ProgramState(name, port, url, Phase.STOPPED, null, restarts, lastExit, now, null);
    }
}
