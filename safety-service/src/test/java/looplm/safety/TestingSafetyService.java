package looplm.safety;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import looplm.testing.TestPostgres;
import looplm.testing.UncheckedHttp;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service on a port of its own, with a database of its own. */
public final class TestingSafetyService implements AutoCloseable {

    public static final String TOKEN = "a-service-token-for-tests";

    private final TestPostgres.Database database = TestPostgres.newDatabase();
    private final JsonMapper json = JsonMapper.builder().build();
    private final HttpClient http = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;
    private final int port;

    public TestingSafetyService(Path folder, String... settings) {
        var arguments = new LinkedHashMap<String, String>();
        arguments.put("--server.port", "0");
        arguments.put("--spring.datasource.url", database.jdbcUrl());
        arguments.put("--spring.datasource.username", "looplm_safety");
        arguments.put("--spring.datasource.password", "");
        arguments.put("--spring.flyway.user", "looplm_safety_owner");
        arguments.put("--looplm.safety.service-token-file", tokenFile(folder).toString());
        for (String setting : settings) {
            arguments.put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        context = SpringApplication.run(
                SafetyApplication.class,
                arguments.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toArray(String[]::new));
        port = ((WebServerApplicationContext) context).getWebServer().getPort();
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

    public TestPostgres.Database database() {
        return database;
    }

    public JsonNode json(HttpResponse<String> response) {
        return json.readTree(response.body());
    }

    /** A call with the service token. */
    public HttpResponse<String> post(String path, String body) {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> get(String path) {
        return send(request(path));
    }

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
