package looplm.gateway.chat;

import looplm.gateway.door.BodyCollector;
import looplm.gateway.door.ByteBudget;
import looplm.gateway.error.GatewayException;
import looplm.wire.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;

/** Collects a JSON body up to a limit. A body that says it is longer is refused unread. */
public final class BodyReader {

    private final int maxBytes;
    private final BodyCollector bodies;

    public BodyReader(DataSize maxBody) {
        this.maxBytes = Math.toIntExact(maxBody.toBytes());
        this.bodies = new BodyCollector(maxBytes, 1, () -> tooLarge("more than " + maxBytes + " bytes"));
    }

    /**
     * @param room where its bytes count
     */
    Mono<byte[]> read(ServerHttpRequest request, ByteBudget.Claim room) {
        HttpHeaders headers = request.getHeaders();
        checkType(headers);
        if (headers.getContentLength() > maxBytes) {
            return Mono.error(tooLarge(headers.getContentLength() + " bytes"));
        }
        return bodies.collect(request.getBody(), room);
    }

    private GatewayException tooLarge(String size) {
        return new GatewayException(
                ErrorCode.REQUEST_TOO_LARGE, "body: " + size + " (expected: at most " + maxBytes + " bytes)");
    }

    private static void checkType(HttpHeaders headers) {
        MediaType type = contentType(headers);
        if (!MediaType.APPLICATION_JSON.isCompatibleWith(type)) {
            throw unsupported("Content-Type", headers.getFirst(HttpHeaders.CONTENT_TYPE), "application/json");
        }
        String encoding = headers.getFirst(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw unsupported("Content-Encoding", encoding, "identity");
        }
    }

    private static @Nullable MediaType contentType(HttpHeaders headers) {
        try {
            return headers.getContentType();
        } catch (InvalidMediaTypeException _) {
            return null;
        }
    }

    private static GatewayException unsupported(String header, @Nullable String value, String expected) {
        return new GatewayException(
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                header + ": " + GatewayException.shown(value) + " (expected: " + expected + ")");
    }
}
