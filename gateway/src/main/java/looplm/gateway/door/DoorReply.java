package looplm.gateway.door;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
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

    private void send(ChannelHandlerContext context, @Nullable HttpRequest request, Fault fault) {
        String given = request == null ? null : request.headers().get(Headers.REQUEST_ID);
        String id = RequestId.settled(given);
        ErrorBody body = request != null && !request.uri().equals(UNKNOWN_PATH)
                ? ErrorBody.of(request.uri(), fault, id)
                : ErrorBody.envelope(fault);
        byte[] bytes = json.writeValueAsBytes(body.content());
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(fault.code().status()), Unpooled.wrappedBuffer(bytes));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, body.type())
                .set(HttpHeaderNames.CONTENT_LENGTH, bytes.length)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(Headers.REQUEST_ID, id);
        context.writeAndFlush(response).addListener(_ -> closeSoon(context));
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
