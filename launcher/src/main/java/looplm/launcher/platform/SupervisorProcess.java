package looplm.launcher.platform;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import looplm.launcher.home.Checkout;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.os.JavaProgram;
import looplm.launcher.supervise.PlatformState;
import looplm.launcher.supervise.StateFile;

/** A supervisor that this process started. */
final class SupervisorProcess {

    /** Names the file that makes this process start quicker; it fits what is started from the same class path. */
    private static final String CACHE_PROPERTY = "looplm.start.cache";

    private static final String MAIN_CLASS = "looplm.launcher.LoopLmCommand";

    private final Process process;
    private final StateFile stateFile;

    private SupervisorProcess(Process process, StateFile stateFile) {
        this.process = process;
        this.stateFile = stateFile;
    }

    /** @param attached whether it ends with this process */
    static SupervisorProcess start(DataDirectory data, Checkout checkout, PlatformOptions options, boolean attached)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                JavaProgram.path().toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-D" + Checkout.PROPERTY + "=" + checkout.root(),
                "-Dlooplm.log.level=INFO",
                "-cp",
                System.getProperty("java.class.path"),
                MAIN_CLASS,
                SuperviseCommand.NAME,
                "--data=" + data.root(),
                "--model=" + options.model(checkout),
                "--port=" + options.firstPort()));
        String cache = System.getProperty(CACHE_PROPERTY);
        if (cache != null) {
            command.addAll(1, List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off,cds=off"));
        }
        if (attached) {
            command.add(SuperviseCommand.ATTACHED);
        }
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
