package looplm.gateway.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A loopback HTTP server that answers as told, keeps what it was asked, and can be killed and started again. */
public class TestingServer implements AutoCloseable {

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final Map<String, Queue<Answer>> next = new ConcurrentHashMap<>();
    private final Map<String, Answer> standing = new ConcurrentHashMap<>();
    private ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    private @Nullable DisposableServer server;
    private int port;

    /**
     * A request that arrived.
     *
     * @param left turns true when its connection or response ended before the answer did
     */
    public record Received(String method, String path, HttpHeaders headers, String body, AtomicBoolean left) {}

    /** What is answered. */
    public sealed interface Answer {

        /** A whole body. */
        record Whole(int status, String contentType, Map<String, String> headers, String body) implements Answer {}

        /** Pieces, each flushed; an error of the publisher cuts the connection. */
        record Pieces(Publisher<String> pieces) implements Answer {}
    }

    public static Answer json(String body) {
        return new Answer.Whole(200, "application/json", Map.of(), body);
    }

    public static Answer error(int status, String code, Map<String, String> headers) {
        String body = "{\"error\":{\"message\":\"told by upstream\",\"type\":\"t\",\"param\":null,\"code\":\"" + code
                + "\"}}";
        return new Answer.Whole(status, "application/json", headers, body);
    }

    public static Answer stream(Publisher<String> pieces) {
        return new Answer.Pieces(pieces);
    }

    public void start() {
        connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(port)
                .doOnConnection(connection -> connections.add(connection.channel()))
                .handle(this::handle)
                .bindNow();
        port = server.port();
    }

    /** Closes the port and every connection, as the death of a process does. */
    public void kill() {
        Objects.requireNonNull(server).disposeNow();
        connections.close().syncUninterruptibly();
    }

    @Override
    public void close() {
        kill();
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Answers every request of {@code path} so. */
    public void always(String path, Answer answer) {
        standing.put(path, answer);
    }

    /** Answers the next requests of {@code path} so, in this order, before the standing answer. */
    public void next(String path, Answer... answers) {
        next.computeIfAbsent(path, _ -> new ConcurrentLinkedQueue<>()).addAll(List.of(answers));
    }

    /** Forgets requests and answers that were not asked for. */
    public void forget() {
        received.clear();
        next.clear();
    }

    public List<Received> received(String method, String pathPrefix) {
        return received.stream()
                .filter(request ->
                        request.method().equals(method) && request.path().startsWith(pathPrefix))
                .toList();
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return request.receive().aggregate().asString().defaultIfEmpty("").flatMap(body -> {
            String path = "/" + request.path();
            var left = new AtomicBoolean();
            received.add(new Received(
                    request.method().name(), path, request.requestHeaders().copy(), body, left));
            return write(answer(path), response, left);
        });
    }

    private Answer answer(String path) {
        Queue<Answer> queue = next.get(path);
        Answer first = queue == null ? null : queue.poll();
        Answer answer = first == null ? standing.get(path) : first;
        return answer == null ? unknown(path) : answer;
    }

    /** What is answered where nothing was told. */
    protected Answer unknown(String path) {
        return error(404, "not_found", Map.of());
    }

    private static Mono<Void> write(Answer answer, HttpServerResponse response, AtomicBoolean left) {
        return switch (answer) {
            case Answer.Whole whole -> {
                response.status(whole.status()).header("Content-Type", whole.contentType());
                whole.headers().forEach(response::header);
                yield response.sendString(Mono.just(whole.body())).then();
            }
            case Answer.Pieces pieces -> {
                response.header("Content-Type", "text/event-stream").header("x-looplm-model", "tiny@0123456789ab");
                Flux<ByteBuf> bytes = Flux.from(pieces.pieces())
                        .hide()
                        .doOnCancel(() -> left.set(true))
                        .map(piece -> Unpooled.copiedBuffer(piece, StandardCharsets.UTF_8));
                yield response.send(bytes, _ -> true).then();
            }
        };
    }
}
