package looplm.launcher;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands for a Spring service where a test needs a real process: reads its ports from the settings it is given, is ready at
 * once, dies when asked to. Files beside its settings: {@code broken} lets it die at start, {@code slow} not be ready while
 * it is there, and {@code held} keeps answers of {@code /hold} from ending, which SIGTERM waits for.
 */
public final class TinyService {

    static final int BROKEN = 3;
    static final int ASKED_TO_DIE = 7;

    /** Seconds. */
    private static final int LONGEST_DRAIN = 60;

    private static final String SETTINGS = "--spring.config.additional-location=";
    private static final long LOOK_AGAIN_NANOS = 10_000_000;
    private static final Pattern PORT = Pattern.compile("(?m)^  port: (\\d+)$");
    private static final Pattern PROBE_PORT = Pattern.compile("(?m)^    probe-port: (\\d+)$");

    private TinyService() {}

    public static void main(String[] arguments) throws IOException {
        Path settings = settings(arguments);
        if (Files.exists(settings.resolveSibling("broken"))) {
            throw new IllegalStateException("broken on purpose");
        }
        String text = Files.readString(settings);
        HttpServer probes = server(text, PROBE_PORT);
        probes.createContext("/actuator/health/readiness", exchange -> {
            exchange.sendResponseHeaders(Files.exists(settings.resolveSibling("slow")) ? 503 : 200, -1);
            exchange.close();
        });
        HttpServer server = server(text, PORT);
        server.createContext("/hold", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("begun ".getBytes(StandardCharsets.US_ASCII));
            exchange.getResponseBody().flush();
            while (Files.exists(settings.resolveSibling("held"))) {
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
            exchange.getResponseBody().write("ended".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(LONGEST_DRAIN)));
        server.createContext("/die", exchange -> Runtime.getRuntime().halt(ASKED_TO_DIE));
        server.start();
        probes.start();
    }

    private static HttpServer server(String settings, Pattern port) throws IOException {
        Matcher found = port.matcher(settings);
        if (!found.find()) {
            throw new IllegalStateException("no " + port + " in " + settings);
        }
        var server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(found.group(1))), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        return server;
    }

    /** The first of the locations, read as Spring reads it. */
    private static Path settings(String[] arguments) {
        String locations = Arrays.stream(arguments)
                .filter(argument -> argument.startsWith(SETTINGS))
                .findFirst()
                .orElseThrow()
                .substring(SETTINGS.length());
        return Path.of(URI.create(locations.substring(0, locations.indexOf(','))));
    }
}
