package looplm.launcher.recording;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import looplm.launcher.home.DataDirectory;
import looplm.launcher.home.Secrets;
import looplm.launcher.service.Service;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * What users ask of a platform, often enough that the JVMs find out what matters: answers, whole and streamed, with the
 * assessments that the gateway has made of them, and the pages and lists that people look at.
 */
final class Exercise {

    private static final Logger LOG = LoggerFactory.getLogger(Exercise.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration ANSWER_LIMIT = Duration.ofMinutes(2);
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int OK = 200;

    /** Beyond the thresholds of {@link looplm.launcher.service.JvmStart.Recorded} for what runs ten times in a request. */
    private static final int ROUNDS = 600;

    private static final int LOOKS = 10;
    private static final int FAILURES = 5;
    private static final List<String> QUESTIONS = List.of("bob boss friend", "what is 3 + 4 ?", "hello");

    private record Question(String model, List<Turn> messages, boolean stream, int max_tokens) {}

    private record Turn(String role, String content) {}

    private final DataDirectory data;
    private final String model;
    private final int firstPort;

    /** @param model named by inference after its directory */
    Exercise(DataDirectory data, Path model, int firstPort) {
        this.data = data;
        this.model = model.getFileName().toString();
        this.firstPort = firstPort;
    }

    /** Asks all of it. What fails is only left out: a later start is then as slow there as without this. */
    void run() throws InterruptedException {
        var secrets = new Secrets(data);
        String key = Secrets.read(secrets.demoKey());
        String token = Secrets.read(secrets.serviceToken());
        long deadline = System.nanoTime() + LIMIT.toNanos();
        int failures = 0;
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int round = 0; round < ROUNDS && failures < FAILURES && System.nanoTime() < deadline; round++) {
                String question = QUESTIONS.get(round % QUESTIONS.size());
                boolean answered = isOk(http, ask(question, round % 2 == 1, key));
                failures = answered ? failures : failures + 1;
            }
            for (int look = 0; look < LOOKS && failures < FAILURES; look++) {
                look(http, key, token);
            }
        }
    }

    private void look(HttpClient http, String key, String token) throws InterruptedException {
        isOk(http, get(Service.GATEWAY, "/v1/models", key));
        isOk(http, get(Service.GATEWAY, "/console/login", key));
        isOk(http, get(Service.EVAL, "/v1/suites", token));
        isOk(http, get(Service.EVAL, "/v1/runs", token));
    }

    private HttpRequest ask(String question, boolean stream, String key) {
        byte[] body = JSON.writeValueAsBytes(new Question(model, List.of(new Turn("user", question)), stream, 16));
        return request(Service.GATEWAY, "/v1/chat/completions", key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private HttpRequest get(Service service, String path, String secret) {
        return request(service, path, secret).GET().build();
    }

    private HttpRequest.Builder request(Service service, String path, String secret) {
        return HttpRequest.newBuilder(URI.create(service.url(firstPort) + path))
                .timeout(ANSWER_LIMIT)
                .header("Authorization", "Bearer " + secret);
    }

    private static boolean isOk(HttpClient http, HttpRequest request) throws InterruptedException {
        try {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status != OK) {
                LOG.warn("{}: HTTP status {}", request.uri().getPath(), status);
            }
            return status == OK;
        } catch (IOException e) {
            LOG.warn("{}: {}", request.uri().getPath(), e.toString());
            return false;
        }
    }
}
