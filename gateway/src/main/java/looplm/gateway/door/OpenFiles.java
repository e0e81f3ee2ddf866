package looplm.gateway.door;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Files and sockets that this process may have open: beyond that it can neither accept, nor log, nor ask a database. */
final class OpenFiles {

    /** Jars, logs, and connections to database and services. */
    static final int OWN = 1000;

    private OpenFiles() {}

    /** {@link Long#MAX_VALUE} where the system tells none. */
    static long limit() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
