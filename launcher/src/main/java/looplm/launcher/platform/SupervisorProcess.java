package looplm.launcher.platform;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import looplm.launcher.home.Checkout;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.LauncherProgram;
import looplm.launcher.supervise.PlatformState;
import looplm.launcher.supervise.StateFile;

/** A supervisor that this process started. */
final class SupervisorProcess {

    /** Names the file that makes this process start quicker; it fits what is started from the same class path. */
    private static final String CACHE_PROPERTY = "looplm.start.cache";

    private final Process process;
    private final StateFile stateFile;

    private SupervisorProcess(Process process, StateFile stateFile) {
        this.process = process;
        this.stateFile = stateFile;
    }

    /** @param attached whether it ends with this process */
    static SupervisorProcess start(DataDirectory data, Checkout checkout, PlatformOptions options, boolean attached)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                SuperviseCommand.NAME,
                "--data=" + data.root(),
                "--model=" + options.model(checkout),
                "--port=" + options.firstPort()));
        if (attached) {
            arguments.add(SuperviseCommand.ATTACHED);
        }
        String cache = System.getProperty(CACHE_PROPERTY);
        List<String> cached = cache == null ? List.of() : List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off,cds=off");
        List<String> command = LauncherProgram.command(checkout, cached, arguments);
        Process process = new ProcessBuilder(command)
                .directory(data.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        data.log(DataDirectory.SUPERVISOR).toFile()))
                .start();
        if (!attached) {
            process.getOutputStream().close();
        }
        return new SupervisorProcess(process, new StateFile(data.state()));
    }

    /** What it wrote down last; empty until it has written something. */
    Optional<PlatformState> state() {
        return stateFile.read().filter(state -> state.supervisor().pid() == process.pid());
    }

    Process process() {
        return process;
    }
}
