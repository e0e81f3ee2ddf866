package looplm.gateway.error;

import java.util.Optional;
import looplm.wire.ErrorCode;
import looplm.wire.ErrorEnvelope;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** What a client is told about a failure. */
public sealed interface ErrorReply {

    int status();

    /** The {@code code} of envelope and problem. */
    String code();

    HttpHeaders headers();

    /** An error of the gateway itself. */
    record Own(
            ErrorCode errorCode, String message, @Nullable String param, HttpHeaders headers) implements ErrorReply {

        @Override
        public int status() {
            return errorCode.status();
        }

        @Override
        public String code() {
            return errorCode.code();
        }

        public ErrorEnvelope envelope() {
            return ErrorEnvelope.of(errorCode, message, param);
        }
    }

    /** An upstream's refusal, relayed unchanged. */
    record Relayed(RelayedError error) implements ErrorReply {

        @Override
        public int status() {
            return error.status();
        }

        @Override
        public String code() {
            return error.errorCode();
        }

        @Override
        public HttpHeaders headers() {
            var headers = new HttpHeaders();
            Optional<String> retryAfter = error.retryAfter();
            retryAfter.ifPresent(value -> headers.set(HttpHeaders.RETRY_AFTER, value));
            return headers;
        }
    }
}
