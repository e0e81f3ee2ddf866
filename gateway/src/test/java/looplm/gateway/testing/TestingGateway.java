package looplm.gateway.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import looplm.gateway.GatewayApplication;
import looplm.testing.TestPostgres;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole gateway on a free port, with a database of its own and testing servers behind it. */
public final class TestingGateway implements AutoCloseable {

    public static final String KEY = "looplm_testing-key-of-the-demo";
    public static final String SERVICE_TOKEN = "service-token-of-tests";
    public static final String PASSWORD = "console-password";

    /** A test that hangs must fail. */
    private static final long LIMIT_SECONDS = 60;

    public final TestingInferenceServer inference = new TestingInferenceServer();
    public final TestingSafetyServer safety = new TestingSafetyServer();
    public final TestingServer eval = new TestingServer();
    public final TestPostgres.Database database = TestPostgres.newDatabase();

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private final ConfigurableApplicationContext context;

    /**
     * @param settings of {@code looplm.gateway} beyond what is needed, as {@code key, value, ...}
     */
    public TestingGateway(String... settings) {
        inference.start();
        safety.start();
        eval.start();
        try {
            context = new SpringApplicationBuilder(GatewayApplication.class)
                    .properties("spring.config.additional-location="
                            + config(settings).toUri())
                    .run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path config(String... settings) throws IOException {
        Path folder = Files.createTempDirectory("gateway-test");
        var lines = new HashMap<>(Map.of(
                "server.address",
                "127.0.0.1",
                "server.port",
                "0",
                "spring.datasource.url",
                database.jdbcUrl(),
                "spring.datasource.username",
                "looplm_gateway",
                "spring.datasource.password",
                "",
                "spring.flyway.user",
                "looplm_gateway_owner",
                "looplm.gateway.service-token-file",
                secret(folder, "token", SERVICE_TOKEN),
                "looplm.gateway.demo-key-file",
                secret(folder, "demo", KEY),
                "looplm.gateway.console.password-file",
                secret(folder, "password", PASSWORD)));
        lines.put("looplm.gateway.inference-url", inference.url());
        lines.put("looplm.gateway.safety-url", safety.url());
        lines.put("looplm.gateway.eval-url", eval.url());
        for (int i = 0; i < settings.length; i += 2) {
            lines.put("looplm.gateway." + settings[i], settings[i + 1]);
        }
        var text = new ArrayList<String>();
        lines.forEach((name, value) -> text.add(name + "=" + value));
        return Files.write(folder.resolve("application.properties"), text);
    }

    private static String secret(Path folder, String name, String value) throws IOException {
        return Files.writeString(folder.resolve(name), value + "\n").toString();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** A request with the demo key. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url(path))).header("Authorization", "Bearer " + KEY);
    }

    public HttpResponse<String> post(String path, String body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    public HttpResponse<String> chat(String fields) {
        return post(TestingInferenceServer.CHAT, chatBody(fields));
    }

    /** A chat request with these fields more, such as {@code "stream":true}. */
    public static String chatBody(String fields) {
        return "{\"model\":\"tiny\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]"
                + (fields.isEmpty() ? "" : "," + fields) + "}";
    }

    public HttpResponse<String> get(String path) {
        return send(request(path).build());
    }

    public HttpResponse<String> send(HttpRequest request) {
        try {
            return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            throw new IllegalStateException(request + " has no answer", e);
        }
    }

    public JsonNode json(HttpResponse<String> response) {
        return json.readTree(response.body());
    }

    public JsonNode json(String text) {
        return json.readTree(text);
    }

    /** The first column of a query of the gateway's schema, as text. */
    public List<@Nullable String> query(String sql) {
        try (Connection connection = database.connect("looplm_gateway");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var values = new ArrayList<@Nullable String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
        inference.close();
        safety.close();
        eval.close();
        http.close();
    }
}
