package looplm.launcher.supervise;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import looplm.launcher.os.ProcessIdentity;
import org.jspecify.annotations.Nullable;

/**
 * What the supervisor of a data directory writes down at every change.
 *
 * @param firstPort the gateway's
 * @param message what it is doing or why it failed, for people
 * @param culprit the program that made the start fail
 */
public record PlatformState(
        ProcessIdentity supervisor,
        Phase phase,
        @JsonProperty("first_port") int firstPort,
        String model,
        List<ProgramState> programs,
        String message,
        @Nullable String culprit) {

    /** What the whole is doing. */
    public enum Phase {
        PREPARING,
        STARTING,
        /** Questions are answered; the rest is starting. */
        ANSWERING,
        UP,
        STOPPING,
        STOPPED,
        FAILED
    }

    public PlatformState {
        programs = List.copyOf(programs);
    }

    public Optional<ProgramState> program(String name) {
        return programs.stream().filter(program -> program.name().equals(name)).findFirst();
    }
}
