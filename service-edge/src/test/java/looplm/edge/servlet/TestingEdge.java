package looplm.edge.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import looplm.edge.RefusedException;
import looplm.edge.ServiceToken;
import looplm.edge.StrictJson;
import looplm.testing.RawRequest;
import looplm.testing.UncheckedHttp;
import looplm.wire.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A tiny service behind the whole edge, on a port of its own, and a client of it. */
final class TestingEdge implements AutoCloseable {

    static final String TOKEN = "a-service-token-for-tests";

    /** Bytes that a body may have: more than the parser reads ahead, so that it can be in the midst of a body there. */
    static final int LIMIT = 400_000;

    private final ConfigurableApplicationContext context;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();

    /** @param settings as {@code http.connections=4} */
    TestingEdge(String... settings) {
        context = SpringApplication.run(
                Service.class,
                Stream.concat(
                                Stream.of("--server.port=0", "--server.address=127.0.0.1"),
                                Arrays.stream(settings).map(setting -> "--test." + setting))
                        .toArray(String[]::new));
        port = ((WebServerApplicationContext) context).getWebServer().getPort();
    }

    int port() {
        return port;
    }

    /** Ends when {@code /flood} could write no more. */
    CountDownLatch flooded() {
        return context.getBean(Service.class).flooded;
    }

    /** A call without the service token. */
    HttpRequest.Builder open(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    /** A call with the service token. */
    HttpRequest.Builder request(String path) {
        return open(path).header("Authorization", "Bearer " + TOKEN);
    }

    HttpResponse<String> post(String path, HttpRequest.BodyPublisher body) {
        return send(request(path).header("Content-Type", "application/json").POST(body));
    }

    HttpResponse<String> post(String path, String body) {
        return post(path, BodyPublishers.ofString(body));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        return UncheckedHttp.send(http, request);
    }

    String raw(String request) {
        return RawRequest.send(port, request);
    }

    /** {@code code|param|message} of an error, whatever form it has. */
    static String refusal(HttpResponse<String> response) {
        return refusal(response.body());
    }

    /** {@code code|param|message} of an error, whatever form it has. */
    static String refusal(String body) {
        JsonNode json = JsonMapper.shared().readTree(body);
        JsonNode error = json.path("error").isObject() ? json.get("error") : json;
        String message = error.path("message").stringValue(error.path("detail").stringValue(""));
        return error.get("code").stringValue() + "|" + error.path("param").stringValue("") + "|" + message;
    }

    @Override
    public void close() {
        context.close();
        http.close();
    }

    /** What the service reads. */
    record Order(
            @Nullable String name,
            @Nullable Integer count,
            @Nullable Long seed,
            @Nullable Double share,
            @Nullable Boolean whole,
            @Nullable List<Item> items,
            @Nullable Colour colour) {
        Order {
            if (count != null && count < 0) {
                throw new IllegalArgumentException("count: " + count + " (expected: 0 or more)");
            }
        }
    }

    /** A part of an order. */
    record Item(@Nullable String name, @Nullable Weight weight) {}

    /** Checks itself, in words with and without the field's name. */
    record Weight(int grams) {
        Weight {
            if (grams < 0) {
                throw new IllegalArgumentException("grams: " + grams + " (expected: 0 or more)");
            }
            if (grams == 0) {
                throw new IllegalArgumentException("nothing weighs nothing");
            }
        }
    }

    /** A type that the words of faults do not know. */
    enum Colour {
        RED
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(ErrorHandling.class)
    @RestController
    static class Service {

        @Bean
        JsonMapperBuilderCustomizer strictJson() {
            return builder -> {
                StrictJson.configure(builder);
                builder.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
            };
        }

        private final CountDownLatch flooded = new CountDownLatch(1);

        @Bean
        HttpSettings http(Environment settings) {
            return Binder.get(settings).bindOrCreate("test.http", HttpSettings.class);
        }

        @Bean
        HttpServer httpServer(HttpSettings http, @Value("${test.probe-port:#{null}}") @Nullable Integer probePort) {
            return new HttpServer(http, probePort);
        }

        /** Writes for as long as it can. */
        @GetMapping("/flood")
        void flood(HttpServletResponse response) {
            try {
                while (true) {
                    response.getOutputStream().write(new byte[1 << 16]);
                }
            } catch (IOException e) {
                flooded.countDown();
            }
        }

        /** Where the actuator would be. */
        @GetMapping("/actuator/ping")
        String ping() {
            return "pong";
        }

        @Bean
        RequestIdFilter requestIdFilter() {
            return new RequestIdFilter(true);
        }

        @Bean
        ServiceTokenFilter serviceTokenFilter(ErrorResponses errors) throws IOException {
            Path file = Files.createTempFile("edge", "token");
            var token = ServiceToken.read("test.token", Files.writeString(file, TOKEN));
            Files.delete(file);
            return new ServiceTokenFilter(token, errors);
        }

        @Bean
        BodyLimitFilter bodyLimitFilter(HttpSettings http, ErrorResponses errors) {
            return new BodyLimitFilter(http.bodies(DataSize.ofBytes(LIMIT)), errors);
        }

        @GetMapping("/id")
        String id(HttpServletRequest request) {
            return RequestIdFilter.of(request);
        }

        @PostMapping({"/orders", "/v1/orders"})
        Order order(@RequestBody Order order) {
            return order;
        }

        /** Reads its body by characters. */
        @PostMapping("/v1/texts")
        String text(HttpServletRequest request) throws IOException {
            return request.getReader().readAllAsString();
        }

        /** What only this service knows: a number that is full. */
        @Bean
        FaultFinder arithmetic() {
            return exception -> exception instanceof ArithmeticException full
                    ? Optional.of(RefusedException.unavailable(ErrorCode.DATABASE_UNAVAILABLE, "full", full))
                    : Optional.empty();
        }

        /** Fails in every way that a controller can. */
        @GetMapping({"/faults/{kind}", "/v1/faults/{kind}"})
        String fault(@PathVariable String kind, HttpServletResponse response) throws IOException {
            switch (kind) {
                case "queue" ->
                    throw RefusedException.retryable(ErrorCode.QUEUE_FULL, "queue: full", Duration.ofMillis(1500));
                case "turns" -> throw RefusedException.of(ErrorCode.TOO_MANY_REQUESTS, "requests: too much at once");
                case "own" -> Math.addExact(Integer.MAX_VALUE, 1);
                case "server" -> response.sendError(404);
                case "broken" -> throw new IllegalStateException("a secret");
                default -> throw RefusedException.notFound("kind", kind, "a kind");
            }
            return "";
        }
    }
}
