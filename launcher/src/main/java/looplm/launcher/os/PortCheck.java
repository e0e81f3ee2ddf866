package looplm.launcher.os;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;

/** Whether a TCP port can be listened on, and who has it when not. */
public final class PortCheck {

    private static final int CONNECT_LIMIT_MILLIS = 500;

    private PortCheck() {}

    /** What is wrong with listening on the loopback address at {@code port}; empty when nothing is. */
    public static Optional<String> problem(int port) {
        // BSD lets a loopback socket be bound beside one that listens on every address: a connect tells
        if (accepts(port)) {
            return Optional.of("in use" + PortHolder.describe(port).orElse(""));
        }
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(
                    PortHolder.describe(port).map("in use"::concat).orElse("can't be used: " + e.getMessage()));
        }
    }

    /** Whether something listens there. */
    public static boolean accepts(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_LIMIT_MILLIS);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
