package looplm.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command in a process of its own, as a shell starts it. */
public final class CommandProcess {

    private CommandProcess() {}

    /**
     * Of this process's own class path.
     *
     * @param program has the main method
     */
    public static ProcessBuilder of(Class<?> program, String... arguments) {
        // whoever runs the tests in the background may have told their processes to ignore SIGINT
        var command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-DOPT_OUT_TRACKING=true",
                "-Dai.djl.offline=true",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** Of a process that ends within a minute. */
    public static int exitCode(Process process) {
        return process.onExit().orTimeout(1, TimeUnit.MINUTES).join().exitValue();
    }
}
