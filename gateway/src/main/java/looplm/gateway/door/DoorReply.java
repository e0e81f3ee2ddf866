package looplm.gateway.door;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.concurrent.TimeUnit;
import looplm.edge.ErrorBody;
import looplm.edge.Fault;
import looplm.edge.RequestId;
import looplm.wire.ErrorCode;
import looplm.wire.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers requests that never become one: in the words that every other refusal has. The connection is closed after it,
 * since nobody knows where the next request would begin.
 */
final class DoorReply {

    /** The decoder's name for a path that it could not read. */
    private static final String UNKNOWN_PATH = "/bad-request";

    private static final long LINGER_MILLIS = 1000;

    private final JsonMapper json;

    DoorReply(JsonMapper json) {
        this.json = json;
    }

    void bodyTooLate(ChannelHandlerContext context, @Nullable HttpRequest request, ConnectionSettings settings) {
        var fault = Fault.of(
                ErrorCode.REQUEST_TIMEOUT,
                "body: not complete (expected: within "
                        + seconds(settings.bodyTimeout().toMillis()) + ", with no pause of "
                        + seconds(settings.bodyPause().toMillis()) + ")");
        send(context, request, fault);
    }

    /**
     * @param cause what the decoder found
     */
    void malformed(ChannelHandlerContext context, @Nullable HttpRequest request, Throwable cause) {
        switch (cause) {
            case TooLongHttpLineException _ ->
                send(context, null, Fault.of(ErrorCode.URI_TOO_LONG, "request line: too long"));
            case TooLongHttpHeaderException _ ->
                send(context, request, Fault.of(ErrorCode.HEADERS_TOO_LARGE, "headers: too large"));
            default -> send(context, request, Fault.of(ErrorCode.INVALID_VALUE, "request: not valid HTTP/1.1"));
        }
    }

    /**
     * What is written in place of a response of server or framework: the same, and if it is a refusal without a body, with
     * one.
     *
     * @param request that it answers, where that could be read
     */
    FullHttpResponse told(FullHttpResponse response, @Nullable HttpRequest request) {
        boolean bare = response.status().code() >= HttpResponseStatus.BAD_REQUEST.code()
                && !response.content().isReadable()
                && (request == null || !request.method().equals(HttpMethod.HEAD));
        if (!bare) {
            return response;
        }
        FullHttpResponse told = response(
                Fault.ofStatus(response.status().code()),
                request,
                response.headers().get(Headers.REQUEST_ID),
                response.status());
        response.headers().remove(HttpHeaderNames.CONTENT_LENGTH).remove(HttpHeaderNames.TRANSFER_ENCODING);
        for (String name : response.headers().names()) {
            if (!told.headers().contains(name)) {
                told.headers().set(name, response.headers().getAll(name));
            }
        }
        response.release();
        return told;
    }

    private void send(ChannelHandlerContext context, @Nullable HttpRequest request, Fault fault) {
        var status = HttpResponseStatus.valueOf(fault.code().status());
        FullHttpResponse response = response(fault, request, null, status);
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        context.writeAndFlush(response).addListener(_ -> closeSoon(context));
    }

    private FullHttpResponse response(
            Fault fault, @Nullable HttpRequest request, @Nullable String id, HttpResponseStatus status) {
        String given = request == null ? null : request.headers().get(Headers.REQUEST_ID);
        String settled = id == null ? RequestId.settled(given) : id;
        ErrorBody body = request != null && !request.uri().equals(UNKNOWN_PATH)
                ? ErrorBody.of(path(request), fault, settled)
                : ErrorBody.envelope(fault);
        byte[] bytes = json.writeValueAsBytes(body.content());
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(bytes));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, body.type())
                .set(HttpHeaderNames.CONTENT_LENGTH, bytes.length)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(Headers.REQUEST_ID, settled);
        return response;
    }

    private static String path(HttpRequest request) {
        int query = request.uri().indexOf('?');
        return query < 0 ? request.uri() : request.uri().substring(0, query);
    }

    /** A client that still sends would be reset, and lose the answer, if its connection were closed with bytes unread. */
    private static void closeSoon(ChannelHandlerContext context) {
        if (context.channel() instanceof SocketChannel socket && socket.isActive()) {
            var _ = socket.shutdownOutput();
            socket.config().setAutoRead(true);
        }
        var _ = context.executor()
                .schedule(
                        () -> {
                            var _ = context.close();
                        },
                        LINGER_MILLIS,
                        TimeUnit.MILLISECONDS);
    }

    private static String seconds(long millis) {
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }
}
