package looplm.bench.serve;

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
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import looplm.inference.InferenceApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service on a free port of the loopback interface, with a secret of its own. Safe for use by many threads. */
final class LocalService implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final ConfigurableApplicationContext context;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Path tokenFile;
    private final String token;
    private final URI chat;

    private LocalService(ConfigurableApplicationContext context, Path tokenFile, String token) {
        this.context = context;
        this.tokenFile = tokenFile;
        this.token = token;
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        this.chat = URI.create("http://127.0.0.1:" + port + "/v1/chat/completions");
    }

    /**
     * @param settings {@code looplm.inference} keys and values
     */
    static LocalService start(Path model, List<String> settings) throws IOException {
        byte[] secret = new byte[16];
        new SecureRandom().nextBytes(secret);
        String token = HexFormat.of().formatHex(secret);
        Path file = Files.createTempFile("looplm-bench", ".token");
        Files.writeString(file, token);
        var arguments = new ArrayList<String>(List.of(
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--spring.main.banner-mode=off",
                "--looplm.inference.model-dir=" + model,
                "--looplm.inference.model-name=bench",
                "--looplm.inference.service-token-file=" + file));
        settings.forEach(setting -> arguments.add("--looplm.inference." + setting));
        try {
            return new LocalService(
                    new SpringApplicationBuilder(InferenceApplication.class).run(arguments.toArray(String[]::new)),
                    file,
                    token);
        } catch (RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /**
     * Posts a chat request and reads the whole answer.
     *
     * @throws IllegalStateException unless it was answered
     */
    JsonNode chat(Object body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(chat)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException("answer: " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        client.close();
        context.close();
        try {
            Files.deleteIfExists(tokenFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
