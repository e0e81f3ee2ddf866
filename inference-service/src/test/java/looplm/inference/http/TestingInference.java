package looplm.inference.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import looplm.inference.InferenceApplication;
import looplm.inference.runner.LoadedModel;
import looplm.model.testing.TinyLoopLm;
import looplm.testing.UncheckedHttp;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service on a free port of the loopback interface, and a client that has its token. */
public final class TestingInference implements AutoCloseable {

    public static final String TOKEN = "a-token-of-the-tests-0123456789";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ConfigurableApplicationContext context;
    private final HttpClient client = HttpClient.newHttpClient();

    private TestingInference(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** With a {@link TinyLoopLm} named {@code tiny}. */
    public static TestingInference ofTinyModel(Map<String, Object> properties) {
        return ofDirectory(TinyLoopLm.write(temporary().resolve("tiny"), 1), properties);
    }

    /** With the model of a directory. */
    public static TestingInference ofDirectory(Path model, Map<String, Object> properties) {
        var all = new LinkedHashMap<>(properties);
        // not what this machine measures
        all.putIfAbsent("looplm.inference.rows", 4);
        return new TestingInference(application().run(arguments(model, all)));
    }

    /** With a model of the test's own, named in its {@link LoadedModel#served}. */
    static TestingInference of(LoadedModel model, Map<String, Object> properties) {
        var all = new LinkedHashMap<>(properties);
        all.putIfAbsent("looplm.inference.rows", model.runner().shape().rows());
        all.put("spring.main.allow-bean-definition-overriding", true);
        return new TestingInference(application()
                .initializers(context -> ((GenericApplicationContext) context)
                        .registerBean("loadedModel", LoadedModel.class, () -> model))
                .run(arguments(Path.of("none"), all)));
    }

    public static SpringApplicationBuilder application() {
        return new SpringApplicationBuilder(InferenceApplication.class);
    }

    /** Command-line arguments of a service with these properties. */
    public static String[] arguments(Path model, Map<String, Object> properties) {
        var all = new LinkedHashMap<String, Object>();
        all.put("server.port", 0);
        all.put("server.address", "127.0.0.1");
        all.put("spring.main.banner-mode", "off");
        all.put("looplm.inference.model-dir", model);
        all.put("looplm.inference.service-token-file", tokenFile());
        all.putAll(properties);
        return all.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    /** A request with the service token. */
    public HttpRequest.Builder request(String path) {
        return anonymous(path).header("Authorization", "Bearer " + TOKEN);
    }

    /** A request without it. */
    HttpRequest.Builder anonymous(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    HttpRequest.Builder json(String path, String body) {
        return request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        return send(request, BodyHandlers.ofString());
    }

    <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        return UncheckedHttp.send(client, request, handler);
    }

    public HttpResponse<String> post(String path, String body) {
        return send(json(path, body));
    }

    HttpResponse<String> get(String path) {
        return send(request(path));
    }

    /** Posts what must be answered, and reads the answer. */
    public JsonNode answer(String path, String body) {
        HttpResponse<String> response = post(path, body);
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.statusCode() + " " + response.body());
        }
        return tree(response.body());
    }

    static JsonNode tree(String json) {
        return JSON.readTree(json);
    }

    /** The payloads of a stream of server-sent events, in order, comments left out. */
    static List<String> events(String body) {
        return body.lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .toList();
    }

    /** Stops the service as SIGTERM does; the client stays. */
    void stop() {
        context.close();
    }

    @Override
    public void close() {
        client.close();
        context.close();
    }

    private static Path tokenFile() {
        try {
            return Files.writeString(temporary().resolve("token"), TOKEN + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path temporary() {
        try {
            Path directory = Files.createTempDirectory("inference-test");
            directory.toFile().deleteOnExit();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
