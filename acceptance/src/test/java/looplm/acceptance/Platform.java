package looplm.acceptance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One running platform, shared by all tests of a JVM: {@code looplm up --detach} on free ports with a data directory of
 * its own, {@code looplm down} when the JVM ends.
 */
final class Platform {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Generous: an idle machine needs a fifth of it, a busy one with two cores may need most. */
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path home;
    private final Path data;
    private final int port;

    private Platform(Path home, Path data, int port) {
        this.home = home;
        this.data = data;
        this.port = port;
    }

    /** The platform, started on first use. */
    static Platform running() {
        return Holder.PLATFORM;
    }

    Path home() {
        return home;
    }

    Path model() {
        return home.resolve("models/looplm-nano");
    }

    URI gateway(String path) {
        return url(port, path);
    }

    URI inference(String path) {
        return url(port + 1, path);
    }

    URI safety(String path) {
        return url(port + 2, path);
    }

    URI eval(String path) {
        return url(port + 3, path);
    }

    String demoKey() {
        return status().path("demo_key").stringValue();
    }

    String consoleUser() {
        return status().path("console_login").path("user").stringValue();
    }

    String consolePassword() throws IOException {
        return Files.readString(Path.of(
                        status().path("console_login").path("password_file").stringValue()))
                .strip();
    }

    String serviceToken() throws IOException {
        return Files.readString(data.resolve("secrets/service-token")).strip();
    }

    /** A connection to the platform's own PostgreSQL as one of the services' roles. */
    Connection connect(String role) throws SQLException {
        Path password = data.resolve("secrets/database")
                .resolve(role.substring(role.indexOf('_') + 1))
                .resolve("spring.datasource.password");
        try {
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + (port + 4) + "/looplm",
                    role,
                    Files.readString(password).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode status() {
        return JSON.readTree(looplm("status", "--json").requireSuccess().output());
    }

    void up() {
        looplm("up", "--detach", "--port", Integer.toString(port)).requireSuccess();
    }

    void down() {
        looplm("down").requireSuccess();
    }

    /** Runs {@code looplm} with this platform's data directory and waits for its end. */
    CommandResult looplm(String... arguments) {
        var command = new ArrayList<String>(List.of(arguments));
        if (!"generate".equals(arguments[0])) {
            command.addAll(List.of("--data", data.toString()));
        }
        return run(home, command);
    }

    /** Runs {@code looplm} without a platform of ours and waits for its end. */
    static CommandResult atHome(String... arguments) {
        return run(Path.of(System.getProperty("looplm.home")), List.of(arguments));
    }

    private static CommandResult run(Path home, List<String> arguments) {
        var command = new ArrayList<String>();
        command.addAll(List.of(java(), "-cp", classPath(home), "looplm.launcher.LoopLmCommand"));
        command.addAll(arguments);
        String shown = String.join(" ", arguments);
        try {
            Path errors = Files.createTempFile("looplm-acceptance", ".err");
            Process process = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectError(errors.toFile())
                    .start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (!process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("looplm " + shown + " did not end");
            }
            return new CommandResult(shown, process.exitValue(), output, Files.readString(errors));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** POST with the demo key to the gateway. */
    HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return send(
                HttpRequest.newBuilder(gateway(path))
                        .header("Authorization", "Bearer " + demoKey())
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                headers);
    }

    /** GET with the service token, for the services behind the gateway. */
    HttpResponse<String> getInternal(URI uri) throws Exception {
        return send(HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + serviceToken())
                .GET());
    }

    HttpResponse<String> send(HttpRequest.Builder request, String... headers) throws Exception {
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.timeout(Duration.ofMinutes(1)).build(), HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    private static URI url(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static String classPath(Path home) {
        try {
            String entries = Files.readString(home.resolve("launcher/target/classpath"));
            return Arrays.stream(entries.strip().split(File.pathSeparator))
                    .map(entry -> home.resolve(entry).toString())
                    .collect(Collectors.joining(File.pathSeparator));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("build the platform first: ./looplm test does", e);
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    record CommandResult(String command, int exitCode, String output, String errors) {

        CommandResult requireSuccess() {
            if (exitCode != 0) {
                throw new AssertionError("looplm " + command + ": exit " + exitCode + "\n" + output + errors);
            }
            return this;
        }
    }

    private static final class Holder {

        static final Platform PLATFORM = start();

        private static Platform start() {
            try {
                Path home = Path.of(System.getProperty("looplm.home")).toRealPath();
                Path data = Files.createTempDirectory("looplm acceptance");
                var platform = new Platform(home, data, freePorts());
                Runtime.getRuntime().addShutdownHook(new Thread(() -> platform.looplm("down")));
                platform.up();
                return platform;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        /** The first of nine neighbouring free ports. */
        private static int freePorts() throws IOException {
            for (int port = 20_000; port < 32_000; port += 10) {
                if (allFree(port)) {
                    return port;
                }
            }
            throw new IOException("no nine neighbouring free ports between 20000 and 32000");
        }

        private static boolean allFree(int first) {
            for (int port = first; port < first + 9; port++) {
                try (var socket = new ServerSocket(port)) {
                    socket.setReuseAddress(true);
                } catch (IOException taken) {
                    return false;
                }
            }
            return true;
        }
    }
}
