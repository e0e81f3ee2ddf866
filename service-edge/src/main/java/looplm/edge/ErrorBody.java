package looplm.edge;

import looplm.wire.ErrorEnvelope;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * What a refused request is told: OpenAI's envelope on {@code /v1/**}, RFC 9457 problem+json elsewhere.
 *
 * @param content written as JSON
 */
public record ErrorBody(MediaType type, Object content) {

    /** RFC 9457 with two extensions. */
    private record Problem(
            String title,
            int status,
            String detail,
            String code,
            @Nullable String requestId) {}

    /**
     * @param path that the caller asked for: not the one of an error page that the server turned to
     */
    public static ErrorBody of(String path, Fault fault, @Nullable String requestId) {
        return isOpenAi(path) ? envelope(fault) : problem(fault, requestId);
    }

    /** Whether this is a path of OpenAI's API. */
    public static boolean isOpenAi(String path) {
        return path.equals("/v1") || path.startsWith("/v1/");
    }

    /** OpenAI's envelope, for where the path is known to be, or cannot be known. */
    public static ErrorBody envelope(Fault fault) {
        return new ErrorBody(
                MediaType.APPLICATION_JSON,
                ErrorEnvelope.of(fault.code(), fault.message(), fault.param().orElse(null)));
    }

    private static ErrorBody problem(Fault fault, @Nullable String requestId) {
        int status = fault.code().status();
        return new ErrorBody(
                MediaType.APPLICATION_PROBLEM_JSON,
                new Problem(
                        HttpStatus.valueOf(status).getReasonPhrase(),
                        status,
                        fault.message(),
                        fault.code().code(),
                        requestId));
    }
}
