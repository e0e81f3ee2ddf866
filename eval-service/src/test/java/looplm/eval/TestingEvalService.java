package looplm.eval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import looplm.testing.TestPostgres;
import looplm.testing.UncheckedHttp;
import looplm.wire.eval.Run;
import looplm.wire.eval.RunList;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service on a port of its own. */
public final class TestingEvalService implements AutoCloseable {

    public static final String TOKEN = "a-service-token-for-tests";

    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;
    private final int port;

    public TestingEvalService(Path folder, TestPostgres.Database database, URI inference, String... settings) {
        context = SpringApplication.run(
                EvalApplication.class,
                arguments(folder, database, inference, settings).toArray(String[]::new));
        port = ((WebServerApplicationContext) context).getWebServer().getPort();
    }

    /** Command line of a service that reacts at once. */
    public static List<String> arguments(
            Path folder, TestPostgres.Database database, URI inference, String... settings) {
        var arguments = new LinkedHashMap<String, String>();
        arguments.put("--server.port", "0");
        arguments.put("--spring.datasource.url", database.jdbcUrl());
        arguments.put("--spring.datasource.username", "looplm_eval");
        arguments.put("--spring.datasource.password", "");
        arguments.put("--spring.flyway.user", "looplm_eval_owner");
        arguments.put("--looplm.eval.service-token-file", tokenFile(folder).toString());
        arguments.put("--looplm.eval.inference-url", inference.toString());
        arguments.put("--looplm.eval.flush-interval", "50ms");
        arguments.put("--looplm.eval.lease", "2s");
        arguments.put("--looplm.eval.poll", "100ms");
        arguments.put("--looplm.eval.retry-pause", "5ms");
        for (String setting : settings) {
            arguments.put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        return arguments.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    private static Path tokenFile(Path folder) {
        try {
            return Files.writeString(folder.resolve("service-token"), TOKEN + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return port;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public JsonNode json(HttpResponse<String> response) {
        return json.readTree(response.body());
    }

    /** RunOrders a run that must be accepted. */
    public Run order(String body) {
        HttpResponse<String> response = post("/v1/runs", body);
        if (response.statusCode() != 202) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return json.readValue(response.body(), Run.class);
    }

    public Run run(String id) {
        return json.readValue(get("/v1/runs/" + id).body(), Run.class);
    }

    public List<Run> runs(String query) {
        return json.readValue(get("/v1/runs" + query).body(), RunList.class).runs();
    }

    public Run cancel(String id) {
        return json.readValue(send(request("/v1/runs/" + id).DELETE()).body(), Run.class);
    }

    /** Waits for the end of a run. */
    public Run end(String id) {
        await(() -> !List.of("queued", "running").contains(run(id).state()));
        return run(id);
    }

    /** Asks again until it holds; the deadline only ends a broken test. */
    public static void await(BooleanSupplier condition) {
        Instant deadline = Instant.now().plus(Duration.ofMinutes(5));
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("it never came to hold");
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    public HttpResponse<String> post(String path, String body) {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> get(String path) {
        return send(request(path));
    }

    /** A call with the service token. */
    public HttpRequest.Builder request(String path) {
        return open(path).header("Authorization", "Bearer " + TOKEN);
    }

    /** A call without the service token. */
    public HttpRequest.Builder open(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        return UncheckedHttp.send(http, request);
    }

    @Override
    public void close() {
        context.close();
        http.close();
    }
}
