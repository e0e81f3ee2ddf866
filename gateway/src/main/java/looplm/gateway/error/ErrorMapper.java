package looplm.gateway.error;

import java.util.stream.Collectors;
import looplm.edge.Fault;
import looplm.wire.ErrorCode;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebInputException;

/** The one place that decides what a failure looks like from outside. */
public final class ErrorMapper {

    /** What is told about a failure that is nobody's business but ours. */
    static final String INTERNAL_MESSAGE = "The gateway failed. The request id finds the reason in its log.";

    private ErrorMapper() {}

    public static ErrorReply map(Throwable failure) {
        return switch (failure) {
            case GatewayException own ->
                own(own.code(), own.getMessage(), own.param().orElse(null), headers(own));
            case RelayedError relayed -> new ErrorReply.Relayed(relayed);
            case MethodNotAllowedException wrong -> methodNotAllowed(wrong);
            case DataBufferLimitException _ -> own(ErrorCode.REQUEST_TOO_LARGE, "body: too large", null, none());
            case ServerWebInputException input -> own(ErrorCode.INVALID_VALUE, inputMessage(input), null, none());
            case ResponseStatusException status -> ofStatus(status);
            default -> own(ErrorCode.INTERNAL, INTERNAL_MESSAGE, null, none());
        };
    }

    private static ErrorReply ofStatus(ResponseStatusException failure) {
        return switch (HttpStatus.resolve(failure.getStatusCode().value())) {
            case NOT_FOUND -> own(ErrorCode.NOT_FOUND, "There is nothing at this path.", null, none());
            case NOT_ACCEPTABLE ->
                own(ErrorCode.NOT_ACCEPTABLE, "Accept: none of its types can be answered", null, none());
            case UNSUPPORTED_MEDIA_TYPE ->
                own(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Content-Type: not supported here", null, none());
            case CONTENT_TOO_LARGE -> own(ErrorCode.REQUEST_TOO_LARGE, "body: too large", null, none());
            case BAD_REQUEST -> own(ErrorCode.INVALID_VALUE, "The request could not be read.", null, none());
            case null, default -> own(ErrorCode.INTERNAL, INTERNAL_MESSAGE, null, none());
        };
    }

    private static ErrorReply methodNotAllowed(MethodNotAllowedException failure) {
        var headers = new HttpHeaders();
        headers.setAllow(failure.getSupportedMethods());
        String allowed = failure.getSupportedMethods().stream()
                .map(HttpMethod::name)
                .sorted()
                .collect(Collectors.joining(", "));
        return own(
                ErrorCode.METHOD_NOT_ALLOWED,
                "method: " + failure.getHttpMethod() + " (expected: " + allowed + ")",
                null,
                headers);
    }

    private static String inputMessage(ServerWebInputException failure) {
        var parameter = failure.getMethodParameter();
        String name = parameter == null ? "body" : String.valueOf(parameter.getParameterName());
        return name + ": not readable (expected: what the documentation of this path says)";
    }

    private static HttpHeaders headers(GatewayException failure) {
        var headers = new HttpHeaders();
        new Fault(failure.code(), failure.param(), failure.getMessage(), failure.retryAfter())
                .headers()
                .forEach(headers::set);
        return headers;
    }

    private static ErrorReply own(ErrorCode code, String message, @Nullable String param, HttpHeaders headers) {
        return new ErrorReply.Own(code, message, param, headers);
    }

    private static HttpHeaders none() {
        return new HttpHeaders();
    }
}
