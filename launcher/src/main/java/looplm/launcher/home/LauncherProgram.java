package looplm.launcher.home;

import java.util.ArrayList;
import java.util.List;
import looplm.launcher.os.JavaProgram;

/** This program once more, as a process of its own that runs one of its commands. */
public final class LauncherProgram {

    private static final String MAIN_CLASS = "looplm.launcher.LoopLmCommand";

    private LauncherProgram() {}

    /**
     * Program and arguments.
     *
     * @param options of the JVM, beside those that it always has
     * @param arguments the command and its options
     */
    public static List<String> command(Checkout checkout, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(JavaProgram.path().toString());
        command.addAll(options);
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "--enable-native-access=ALL-UNNAMED",
                "-D" + Checkout.PROPERTY + "=" + checkout.root(),
                "-Dlooplm.log.level=INFO",
                "-cp",
                System.getProperty("java.class.path"),
                MAIN_CLASS));
        command.addAll(arguments);
        return command;
    }
}
