package looplm.gateway.error;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import looplm.edge.ErrorBody;
import looplm.edge.QuietLogger;
import looplm.wire.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Writes a failure that came before the first byte of an answer, and logs it once. */
@Order(-2) // before Boot's own handler
public final class ErrorWriter implements WebExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorWriter.class);

    /** A service that is down fails every request in the same way. */
    private static final Map<ErrorCode, QuietLogger> QUIET = new ConcurrentHashMap<>();

    private static final QuietLogger TRACES = new QuietLogger(LOG);

    private final JsonMapper json;
    private final Counter left;

    public ErrorWriter(JsonMapper json, MeterRegistry meters) {
        this.json = json;
        this.left = meters.counter("looplm.gateway.clients.left");
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        if (ClientLeft.is(failure)) {
            LOG.debug("requestId={} client left: {}", RequestIds.of(exchange), failure.toString());
            left.increment();
            return Mono.empty();
        }
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(failure);
        }
        return write(exchange, failure);
    }

    /** Answers {@code exchange} with what {@code failure} looks like from outside. */
    public Mono<Void> write(ServerWebExchange exchange, Throwable failure) {
        ErrorReply reply = ErrorMapper.map(failure);
        log(exchange, reply, failure);
        ServerHttpResponse response = exchange.getResponse();
        response.getHeaders().clearContentHeaders();
        response.getHeaders().putAll(reply.headers());
        response.getHeaders().setCacheControl("no-store");
        response.setStatusCode(HttpStatusCode.valueOf(reply.status()));
        return isOpenAiPath(exchange) ? writeEnvelope(response, reply) : writeProblem(exchange, reply);
    }

    /** The envelope as bytes, for an event of a stream that has begun. */
    public byte[] envelope(Throwable failure) {
        return envelope(ErrorMapper.map(failure));
    }

    private byte[] envelope(ErrorReply reply) {
        return switch (reply) {
            case ErrorReply.Own own -> json.writeValueAsBytes(own.envelope());
            case ErrorReply.Relayed relayed -> relayed.error().body();
        };
    }

    private Mono<Void> writeEnvelope(ServerHttpResponse response, ErrorReply reply) {
        return writeBytes(response, MediaType.APPLICATION_JSON, envelope(reply));
    }

    private Mono<Void> writeProblem(ServerWebExchange exchange, ErrorReply reply) {
        var problem = ProblemDetail.forStatusAndDetail(HttpStatusCode.valueOf(reply.status()), detail(reply));
        problem.setInstance(URI.create(exchange.getRequest().getURI().getRawPath()));
        problem.setProperty("code", reply.code());
        problem.setProperty("requestId", RequestIds.of(exchange));
        return writeBytes(exchange.getResponse(), MediaType.APPLICATION_PROBLEM_JSON, json.writeValueAsBytes(problem));
    }

    private static String detail(ErrorReply reply) {
        return switch (reply) {
            case ErrorReply.Own own -> own.message();
            case ErrorReply.Relayed relayed -> String.valueOf(relayed.error().getMessage());
        };
    }

    private static Mono<Void> writeBytes(ServerHttpResponse response, MediaType type, byte[] bytes) {
        response.getHeaders().setContentType(type);
        response.getHeaders().setContentLength(bytes.length);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(bytes)));
    }

    private static boolean isOpenAiPath(ServerWebExchange exchange) {
        String path = exchange.getRequest().getPath().pathWithinApplication().value();
        return ErrorBody.isOpenAi(path);
    }

    private static QuietLogger quiet(ErrorCode code) {
        return QUIET.computeIfAbsent(code, _ -> new QuietLogger(LOG));
    }

    private static void log(ServerWebExchange exchange, ErrorReply reply, Throwable failure) {
        if (!(reply instanceof ErrorReply.Own own)) {
            return;
        }
        ErrorCode.Type type = own.errorCode().type();
        if (type == ErrorCode.Type.INTERNAL) {
            LOG.error(
                    "requestId={} failed: {}",
                    RequestIds.of(exchange),
                    failure.getClass().getName());
            TRACES.error("requestId={} failed", RequestIds.of(exchange), failure);
        } else if (type == ErrorCode.Type.DEPENDENCY) {
            quiet(own.errorCode())
                    .warn("requestId={} code={}: {}", RequestIds.of(exchange), own.code(), reason(failure));
        }
    }

    /** Message and root cause: a stack trace for each request would bury the log while a service is down. */
    private static String reason(Throwable failure) {
        Throwable root = NestedExceptionUtils.getRootCause(failure);
        return root == null ? String.valueOf(failure.getMessage()) : failure.getMessage() + " <- " + root;
    }
}
