package looplm.edge;

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
import java.util.List;
import looplm.testing.RawRequest;
import looplm.testing.UncheckedHttp;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.DeserializationFeature;

/** A tiny service behind the whole edge, on a port of its own, and a client of it. */
final class TestingEdge implements AutoCloseable {

    static final String TOKEN = "a-service-token-for-tests";

    /** Bytes that a body may have: more than the parser reads ahead, so that it can be in the midst of a body there. */
    static final int LIMIT = 20_000;

    private final ConfigurableApplicationContext context =
            SpringApplication.run(Service.class, "--server.port=0", "--server.address=127.0.0.1");
    private final int port =
            ((WebServerApplicationContext) context).getWebServer().getPort();
    private final HttpClient http = HttpClient.newHttpClient();

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
    @RestController
    static class Service {

        private static final FaultWriter FAULTS = (request, response, fault) -> {
            response.setStatus(fault.code().status());
            response.setContentType("text/plain;charset=UTF-8");
            response.getWriter().print(fault.code().code() + "|" + fault.param().orElse("") + "|" + fault.message());
        };

        @Bean
        JsonMapperBuilderCustomizer strictJson() {
            return builder -> {
                StrictJson.configure(builder);
                builder.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
            };
        }

        @Bean
        RequestIdFilter requestIdFilter() {
            return new RequestIdFilter(true);
        }

        @Bean
        ServiceTokenFilter serviceTokenFilter() throws IOException {
            Path file = Files.createTempFile("edge", "token");
            var token = ServiceToken.read("test.token", Files.writeString(file, TOKEN));
            Files.delete(file);
            return new ServiceTokenFilter(token, FAULTS);
        }

        @Bean
        BodyLimitFilter bodyLimitFilter() {
            return new BodyLimitFilter(DataSize.ofBytes(LIMIT), FAULTS);
        }

        @Bean
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> tomcat() {
            return JsonErrorReportValve::installIn;
        }

        @GetMapping("/id")
        String id(HttpServletRequest request) {
            return RequestIdFilter.of(request);
        }

        @PostMapping("/orders")
        Order order(@RequestBody Order order) {
            return order;
        }

        /** Reads its body by characters. */
        @PostMapping("/texts")
        String text(HttpServletRequest request) throws IOException {
            return request.getReader().readAllAsString();
        }

        @ExceptionHandler
        void unreadable(
                HttpMessageNotReadableException exception, HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            FAULTS.write(request, response, BodyFaults.of(exception));
        }

        @ExceptionHandler
        void found(FaultException exception, HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            FAULTS.write(request, response, exception.fault());
        }
    }
}
