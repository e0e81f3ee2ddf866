package looplm.launcher.supervise;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.os.PidFile;
import looplm.launcher.os.ProcessIdentity;

/**
 * What runs of a data directory's platform, whoever watches over it. A process is known by its pid file, by the last
 * state, or by the database's own file: one that was damaged does not hide it.
 */
public record RunningPrograms(DataDirectory data) {

    /** The name of the database's pid file. */
    public static final String DATABASE = "postgres";

    private static final String SUFFIX = ".pid";

    /** The supervisor, when it is alive. */
    public Optional<ProcessIdentity> supervisor() {
        return data.pidFile(DataDirectory.SUPERVISOR)
                .readAlive()
                .or(() -> lastState().map(PlatformState::supervisor).filter(ProcessIdentity::isAlive));
    }

    /** Programs that are alive, by name, in the order of the last state. */
    public SequencedMap<String, ProcessIdentity> alive() throws IOException {
        var alive = new LinkedHashMap<String, ProcessIdentity>();
        lastState().stream()
                .flatMap(state -> state.programs().stream())
                .forEach(program -> Optional.ofNullable(program.process())
                        .filter(ProcessIdentity::isAlive)
                        .ifPresent(process -> alive.put(program.name(), process)));
        for (Path file : pidFiles()) {
            String name = file.getFileName().toString();
            new PidFile(file)
                    .readAlive()
                    .ifPresent(process -> alive.put(name.substring(0, name.length() - SUFFIX.length()), process));
        }
        if (!alive.containsKey(DATABASE)) {
            new PostmasterFile(data.postgres()).process().ifPresent(process -> alive.put(DATABASE, process));
        }
        return alive;
    }

    /** What the last supervisor wrote down last; empty when there is none that can be understood. */
    public Optional<PlatformState> lastState() {
        return new StateFile(data.state()).read();
    }

    /** Pid files of programs; the supervisor's own is none. */
    List<Path> pidFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(data.run(), "*" + SUFFIX)) {
            for (Path file : found) {
                if (!file.equals(data.pidFile(DataDirectory.SUPERVISOR).path())) {
                    files.add(file);
                }
            }
        }
        return files;
    }
}
