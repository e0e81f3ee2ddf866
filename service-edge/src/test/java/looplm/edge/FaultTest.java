package looplm.edge;

import static org.assertj.core.api.Assertions.assertThat;

import looplm.wire.ErrorCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultTest {

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_VALUE, the request is malformed",
        "401, INVALID_API_KEY, authorization: missing or invalid",
        "403, PERMISSION_DENIED, not allowed",
        "404, NOT_FOUND, path: nothing is here",
        "405, METHOD_NOT_ALLOWED, method: not allowed here",
        "406, NOT_ACCEPTABLE, accept: this path answers JSON",
        "413, REQUEST_TOO_LARGE, body: too large",
        "415, UNSUPPORTED_MEDIA_TYPE, content-type: not supported (expected: application/json)",
        "418, INVALID_VALUE, the request is malformed",
        "500, INTERNAL, the request could not be served",
        "503, INTERNAL, the request could not be served",
        "0, INTERNAL, the request could not be served",
    })
    void ofStatus_saysWhatTheStatusMeans(int status, ErrorCode code, String message) {
        assertThat(Fault.ofStatus(status)).isEqualTo(Fault.of(code, message));
    }
}
