package looplm.bench.siege.platform;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import looplm.bench.siege.client.Target;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A platform of the siege's own: its data in a directory of its own, its ports where they are free. */
public final class BesiegedPlatform {

    private static final Duration READY_LIMIT = Duration.ofMinutes(5);
    private static final Duration RECORDING_BEGINS = Duration.ofSeconds(3);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);
    private static final int PORTS = 9;

    /** How far the probe ports are from the services' own. */
    private static final int PROBE_OFFSET = 5;

    private static final int OK = 200;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path program;
    private final Path data;
    private final int port;

    private BesiegedPlatform(Path program, Path data, int port) {
        this.program = program;
        this.data = data;
        this.port = port;
    }

    /**
     * @param program the {@code looplm} script
     * @throws IOException with the script's own words, if the platform does not start
     */
    public static BesiegedPlatform start(Path program) throws IOException, InterruptedException {
        var platform = new BesiegedPlatform(program, Files.createTempDirectory("looplm-siege"), freePorts());
        String _ = platform.looplm("up", "--detach", "--port", Integer.toString(platform.port));
        platform.awaitRecorded();
        return platform;
    }

    /** After the first start of a build another platform runs beside it for a while, and takes time of the processor. */
    private void awaitRecorded() throws InterruptedException {
        long end = System.nanoTime() + READY_LIMIT.toNanos();
        Thread.sleep(RECORDING_BEGINS);
        while (Files.exists(data.resolve("recording")) && System.nanoTime() < end) {
            Thread.sleep(LOOK_AGAIN);
        }
    }

    /** Where its logs are. */
    public Path data() {
        return data;
    }

    /** The platform as its clients know it. */
    public Target target(String runId) throws IOException, InterruptedException {
        JsonNode status = status();
        JsonNode login = status.path("console_login");
        String key = status.path("demo_key").asString();
        JsonNode models = JsonMapper.shared().readTree(get(url(port, "/v1/models"), key));
        return new Target(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                models.at("/data/0/id").asString(),
                key,
                login.path("user").asString(),
                Files.readString(Path.of(login.path("password_file").asString()))
                        .strip(),
                runId);
    }

    /** What {@code looplm status --json} tells. */
    public JsonNode status() throws IOException, InterruptedException {
        return JsonMapper.shared().readTree(looplm("status", "--json"));
    }

    /** Waits until all services are ready. */
    public void awaitReady() throws IOException, InterruptedException {
        long end = System.nanoTime() + READY_LIMIT.toNanos();
        while (!status().path("ready").asBoolean()) {
            if (System.nanoTime() > end) {
                throw new IOException("not ready after " + READY_LIMIT.toSeconds() + " s; logs in " + data);
            }
            Thread.sleep(LOOK_AGAIN);
        }
    }

    /** Services started again since {@code up}, all together. */
    public int restarts() throws IOException, InterruptedException {
        return status().path("services")
                .valueStream()
                .mapToInt(service -> service.path("restarts").asInt(0))
                .sum();
    }

    /** {@code kill -9}, and waits until all is ready again. */
    public void kill(String service) throws IOException, InterruptedException {
        long pid = pid(service);
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        while (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) {
            Thread.sleep(LOOK_AGAIN);
        }
        Thread.sleep(LOOK_AGAIN.multipliedBy(4)); // the supervisor notices
        awaitReady();
    }

    long pid(String service) throws IOException, InterruptedException {
        return status().path("services")
                .valueStream()
                .filter(one -> one.path("name").asString("").equals(service))
                .mapToLong(one -> one.path("pid").asLong(0))
                .findFirst()
                .orElseThrow(() -> new IOException("no service " + service));
    }

    /** A page of a service that wants the service token. */
    String internal(int service, String path) throws IOException, InterruptedException {
        return get(url(port(service), path), secret("service-token"));
    }

    /** What a service measures of itself. */
    String metrics(int service) throws IOException, InterruptedException {
        return get(url(probePort(service), "/actuator/prometheus"), secret("service-token"));
    }

    String secret(String name) throws IOException {
        return Files.readString(data.resolve("secrets").resolve(name)).strip();
    }

    /** @param service 0 the gateway, then inference, safety and eval, then PostgreSQL */
    int port(int service) {
        return port + service;
    }

    /** Where a service tells how it is, whatever its clients do to it; its own port where it has none for that. */
    int probePort(int service) {
        int apart = port + PROBE_OFFSET + service;
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), apart), 1000);
            return apart;
        } catch (IOException none) {
            return port(service);
        }
    }

    private static URI url(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private String get(URI uri, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(ANSWER_LIMIT)
                .header("Authorization", "Bearer " + token)
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != OK) {
            throw new IOException(uri + ": status " + response.statusCode());
        }
        return response.body();
    }

    private String looplm(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of(program.toString()));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("--data", data.toString()));
        Path errors = Files.createTempFile("looplm-siege", ".err");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("looplm " + String.join(" ", arguments) + " failed: "
                        + Files.readString(errors).strip());
            }
            return output;
        } finally {
            Files.delete(errors);
        }
    }

    /**
     * Stops it.
     *
     * @param clean whether what it wrote goes too
     */
    public void stop(boolean clean) throws IOException, InterruptedException {
        http.close();
        String _ = looplm("down");
        if (clean) {
            deleteAll(data);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The first of neighbouring free ports. */
    private static int freePorts() throws IOException {
        for (int port = 32_100; port < 60_000; port += 20) {
            if (allFree(port)) {
                return port;
            }
        }
        throw new IOException("no " + PORTS + " neighbouring free ports");
    }

    private static boolean allFree(int first) {
        for (int port = first; port < first + PORTS; port++) {
            try (var socket = new ServerSocket(port)) {
                socket.setReuseAddress(true);
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }
}
