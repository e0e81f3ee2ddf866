package looplm.model.cache;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Memory of this machine, or of the container this process runs in. */
final class HostMemory {

    private HostMemory() {}

    /**
     * Refuses what can never fit. The operating system would promise the memory and end the process when it is used.
     *
     * @throws IllegalArgumentException naming {@code what}
     */
    static void require(String what, long bytes) {
        long total =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        if (bytes > total) {
            throw new IllegalArgumentException(
                    what + ": " + bytes + " bytes (expected: at most " + total + ", the memory of this machine)");
        }
    }
}
