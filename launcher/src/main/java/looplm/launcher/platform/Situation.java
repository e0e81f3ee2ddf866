package looplm.launcher.platform;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.os.ProcessIdentity;
import looplm.launcher.postgres.PostgresProgram;
import looplm.launcher.service.ReadinessProbe;
import looplm.launcher.service.Service;
import looplm.launcher.supervise.PlatformState;
import looplm.launcher.supervise.ProgramState;
import looplm.launcher.supervise.RunningPrograms;
import org.jspecify.annotations.Nullable;

/**
 * What there is of a data directory's platform now. A supervisor that is alive is believed; where it was killed, what it
 * left is looked at and asked.
 *
 * @param supervisor the one that is alive
 * @param last what it wrote down last, or its predecessor did where none is alive
 * @param programs none while nothing is up
 */
record Situation(Optional<ProcessIdentity> supervisor, Optional<PlatformState> last, List<ProgramState> programs) {

    static Situation of(DataDirectory data) throws IOException {
        if (!data.isPlatform()) {
            return new Situation(Optional.empty(), Optional.empty(), List.of());
        }
        var running = new RunningPrograms(data);
        Optional<PlatformState> last = running.lastState();
        Optional<ProcessIdentity> supervisor = running.supervisor();
        boolean told = supervisor.equals(last.map(PlatformState::supervisor));
        if (supervisor.isPresent() && told) {
            return new Situation(supervisor, last, last.orElseThrow().programs());
        }
        return new Situation(supervisor, last, asked(data, last, running.alive()));
    }

    boolean isUp() {
        return supervisor.isPresent() || !programs.isEmpty();
    }

    /** Whether every program runs and does its work. */
    boolean isReady() {
        boolean starting = supervisor.isPresent()
                && last.filter(state -> state.phase() == PlatformState.Phase.UP).isEmpty();
        return !starting && !programs.isEmpty() && programs.stream().allMatch(Situation::isReady);
    }

    static boolean isReady(ProgramState program) {
        ProcessIdentity process = program.process();
        return program.phase() == ProgramState.Phase.READY && process != null && process.isAlive();
    }

    private static List<ProgramState> asked(
            DataDirectory data, Optional<PlatformState> last, Map<String, ProcessIdentity> alive) {
        if (alive.isEmpty()) {
            return List.of();
        }
        Map<String, ProgramState> known = new LinkedHashMap<>();
        last.ifPresent(state -> state.programs().forEach(program -> known.put(program.name(), program)));
        alive.keySet().forEach(name -> known.computeIfAbsent(name, ProgramState::unknown));
        var probe = new ReadinessProbe();
        return known.values().parallelStream()
                .map(program -> asked(data, probe, program, alive.get(program.name())))
                .toList();
    }

    private static ProgramState asked(
            DataDirectory data, ReadinessProbe probe, ProgramState program, @Nullable ProcessIdentity process) {
        if (process == null) {
            return program.stopped(Instant.now());
        }
        boolean ready = Service.named(program.name())
                .map(service -> probe.isReady(service, program.port()))
                .orElseGet(() -> PostgresProgram.answers(data, program.port()));
        return program.found(process, ready, Instant.now());
    }
}
