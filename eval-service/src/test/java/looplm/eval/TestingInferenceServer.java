package looplm.eval;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import looplm.eval.dataset.Item;
import looplm.eval.suite.Suites;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An inference-service that knows the right answers of the built-in suites and gives them from as many recurrent steps on
 * as the item's level says. Tests change single answers.
 */
public final class TestingInferenceServer implements AutoCloseable {

    public static final String NAME = "looplm-testing";
    public static final String HASH = "0123456789ab";
    public static final int TRAINED_STEPS = 4;

    private final JsonMapper json = JsonMapper.builder().build();
    private final Map<String, Item> items = new HashMap<>();
    private final HttpServer server;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile UnaryOperator<Answer> behaviour = UnaryOperator.identity();
    private volatile Change change = (_, answer) -> answer;

    /** A question as it arrived. */
    public record Asked(String authorization, String account, String attempt, JsonNode body, int number) {

        public String message() {
            return body.at("/messages/0/content").stringValue();
        }

        public int maxSteps() {
            return body.at("/loop/max_steps").intValue();
        }

        public boolean adaptive() {
            return body.at("/loop").has("exit_threshold");
        }
    }

    /**
     * What is answered.
     *
     * @param model of the header; null: no header
     * @param exitSteps of the tokens, as JSON
     */
    public record Answer(
            int status,
            Map<String, String> headers,
            @Nullable String model,
            String text,
            String exitSteps,
            int tokens) {

        public Answer exitSteps(String histogram) {
            return new Answer(status, headers, model, text, histogram, tokens);
        }

        public Answer model(@Nullable String reference) {
            return new Answer(status, headers, reference, text, exitSteps, tokens);
        }

        public Answer text(String other) {
            return new Answer(status, headers, model, other, exitSteps, tokens);
        }

        public static Answer error(int status, String code, Map<String, String> headers) {
            return new Answer(status, headers, null, code, "{}", 0);
        }
    }

    /** Changes the answer to a question; may block. */
    public interface Change {
        Answer to(Asked asked, Answer right) throws InterruptedException;
    }

    public TestingInferenceServer() {
        Suites.read(new looplm.eval.dataset.DataFiles("classpath:suites/"))
                .find("nano")
                .orElseThrow()
                .items()
                .forEach(item -> items.put(item.prompt(), item));
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/models", this::models);
        server.createContext("/v1/chat/completions", this::chat);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public List<Asked> asked() {
        return asked;
    }

    /** Forgets what was asked and gives right answers again. */
    public void reset() {
        synchronized (asked) {
            asked.clear();
        }
        behaviour = UnaryOperator.identity();
        change = (_, answer) -> answer;
    }

    /** Answers like this from now on. */
    public void change(Change other) {
        change = other;
    }

    /** Blocks until the server is closed: no answer. */
    public Answer silence(Answer answer) throws InterruptedException {
        closed.await();
        return answer;
    }

    /** What {@code /v1/models} says of the weights from now on. */
    public void serve(String hash) {
        behaviour = answer -> answer.model(NAME + "@" + hash);
    }

    private void models(HttpExchange exchange) throws IOException {
        String reference = behaviour.apply(right("", 1, "{}")).model();
        String hash = reference.substring(reference.indexOf('@') + 1);
        reply(exchange, 200, Map.of(), """
                {"object":"list","data":[{"id":"%s","object":"model","created":1,"owned_by":"t","context_length":512,
                 "turns":1,"loop":{"trained_steps":%d,"max_steps":%d,"weights_hash":"%s","efforts":{}}}]}""".formatted(NAME, TRAINED_STEPS, TRAINED_STEPS + 2, hash));
    }

    private void chat(HttpExchange exchange) throws IOException {
        Asked question = read(exchange);
        try {
            Answer answer = change.to(question, behaviour.apply(answer(question)));
            write(exchange, answer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private Asked read(HttpExchange exchange) throws IOException {
        JsonNode body = json.readTree(exchange.getRequestBody().readAllBytes());
        var headers = exchange.getRequestHeaders();
        synchronized (asked) {
            var question = new Asked(
                    headers.getFirst("Authorization"),
                    headers.getFirst("x-looplm-account"),
                    headers.getFirst("x-looplm-attempt-id"),
                    body,
                    asked.size() + 1);
            asked.add(question);
            return question;
        }
    }

    private Answer answer(Asked question) {
        Item item = items.get(question.message());
        if (item == null) {
            throw new AssertionError("unknown item: " + question.message());
        }
        int steps = question.adaptive() ? Math.max(1, item.level()) : question.maxSteps();
        String text = steps >= item.level() ? item.answer() : "wrong";
        String exits = question.adaptive() ? "{\"1\":1,\"" + Math.max(2, steps) + "\":1}" : "{\"" + steps + "\":2}";
        return right(text, 2, exits);
    }

    private static Answer right(String text, int tokens, String exits) {
        return new Answer(200, Map.of(), NAME + "@" + HASH, text, exits, tokens);
    }

    private void write(HttpExchange exchange, Answer answer) throws IOException {
        if (answer.model() != null) {
            exchange.getResponseHeaders().set("x-looplm-model", answer.model());
        }
        reply(
                exchange,
                answer.status(),
                answer.headers(),
                answer.status() == 200 ? completion(answer) : """
                {"error":{"message":"told by the test","type":"t","param":null,"code":"%s"}}""".formatted(answer.text()));
    }

    private String completion(Answer answer) {
        return """
                {"id":"c","object":"chat.completion","created":1,"model":"%s","choices":[{"index":0,"message":
                 {"role":"assistant","content":%s,"refusal":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,
                 "completion_tokens":%d,"total_tokens":5,"loop":{"prompt_steps":12,"executed_steps":4,"mean_steps":2.0,
                 "saved_steps":0,"exit_steps_histogram":%s,"billed_steps":16}}}""".formatted(NAME, json.writeValueAsString(answer.text()), answer.tokens(), answer.exitSteps());
    }

    private static void reply(HttpExchange exchange, int status, Map<String, String> headers, String body)
            throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}
