package looplm.launcher.os;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Two calls of the C library that Java has no method for. */
public final class Posix {

    /** The number of SIGINT on every system that PostgreSQL runs on. */
    private static final int SIGINT = 2;

    private Posix() {}

    /**
     * Leaves the terminal: this process and its later children get no Ctrl-C and no hang-up of the terminal that started
     * them. Does nothing where the process already leads a session.
     */
    public static void leaveTerminal() {
        call("setsid", FunctionDescriptor.of(ValueLayout.JAVA_INT));
    }

    /** Sends SIGINT, with which PostgreSQL disconnects its clients and stops; SIGTERM would wait for them. */
    public static void interrupt(ProcessIdentity process) {
        if (process.isAlive()) {
            call(
                    "kill",
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
                    Math.toIntExact(process.pid()),
                    SIGINT);
        }
    }

    @SuppressWarnings("restricted") // the launcher is started with native access enabled
    private static void call(String function, FunctionDescriptor signature, Object... arguments) {
        var linker = Linker.nativeLinker();
        MethodHandle handle = linker.downcallHandle(linker.defaultLookup().findOrThrow(function), signature);
        try {
            handle.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException("C function " + function + " could not be called", e);
        }
    }
}
