package looplm.launcher.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PortCheckTest {

    @Test
    void problem_isEmpty_whenThePortIsFree() throws Exception {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(PortCheck.problem(port)).isEmpty();
    }

    @Test
    void problem_namesTheHolder_whenThePortIsTaken() throws Exception {
        assumeTrue(Files.isDirectory(Path.of("/proc/net")));
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(PortCheck.problem(socket.getLocalPort()))
                    .hasValueSatisfying(problem -> assertThat(problem)
                            .startsWith(
                                    "in use by pid " + ProcessHandle.current().pid() + " (")
                            .contains("java"));
        }
    }

    @Test
    void problem_isTold_whenAllAddressesAreTaken() throws Exception {
        try (var socket = new ServerSocket(0)) {
            assertThat(PortCheck.problem(socket.getLocalPort()))
                    .hasValueSatisfying(problem -> assertThat(problem).startsWith("in use"));
        }
    }
}
