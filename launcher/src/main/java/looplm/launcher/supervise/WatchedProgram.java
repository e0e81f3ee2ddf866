package looplm.launcher.supervise;

import java.io.IOException;
import java.nio.file.Path;
import looplm.launcher.os.ProcessIdentity;

/** A process that the supervisor keeps running. */
public interface WatchedProgram {

    /** Names it in {@code status}, its pid file and its log. */
    String name();

    /** Where it listens. */
    int port();

    /** What others call it by. */
    String url();

    /** Where its output goes. */
    Path log();

    /**
     * Starts it and returns at once.
     *
     * @throws IOException if it can't even be started
     */
    Process start() throws IOException;

    /** One short look at whether it does its work; never throws. */
    boolean isReady();

    /** Ends it, politely first, and returns when it is gone. */
    void stop(ProcessIdentity process);
}
