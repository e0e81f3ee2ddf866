package looplm.launcher;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands for a Spring service where a test needs a real process: reads the port from the settings it is given, is ready at
 * once, dies when asked to. A file {@code broken} beside its settings lets it die at start.
 */
public final class TinyService {

    static final int BROKEN = 3;
    static final int ASKED_TO_DIE = 7;

    private static final String SETTINGS = "--spring.config.additional-location=";
    private static final Pattern PORT = Pattern.compile("(?m)^  port: (\\d+)$");

    private TinyService() {}

    public static void main(String[] arguments) throws IOException {
        Path settings = settings(arguments);
        if (Files.exists(settings.resolveSibling("broken"))) {
            throw new IllegalStateException("broken on purpose");
        }
        Matcher port = PORT.matcher(Files.readString(settings));
        if (!port.find()) {
            throw new IllegalStateException("no port in " + settings);
        }
        var server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port.group(1))), 0);
        server.createContext("/actuator/health/readiness", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.createContext("/die", exchange -> Runtime.getRuntime().halt(ASKED_TO_DIE));
        server.start();
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
