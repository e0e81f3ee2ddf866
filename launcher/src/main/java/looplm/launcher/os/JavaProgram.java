package looplm.launcher.os;

import java.nio.file.Path;

/** The program {@code java} that runs this process: what it starts runs on the same JDK. */
public final class JavaProgram {

    private JavaProgram() {}

    public static Path path() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }
}
