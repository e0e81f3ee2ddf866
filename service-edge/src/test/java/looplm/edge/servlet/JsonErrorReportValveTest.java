package looplm.edge.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that Tomcat refuses before any filter. */
class JsonErrorReportValveTest {

    private static final String ENVELOPE = "{\"error\":{\"message\":\"the request is malformed\","
            + "\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"invalid_value\"}}";

    @AutoClose
    private static final TestingEdge EDGE = new TestingEdge();

    @ParameterizedTest
    @CsvSource({
        "GET /id?x=[{}] HTTP/1.1",
        "GET /a\\b HTTP/1.1",
        "GET /%zz HTTP/1.1",
        "G<T /id HTTP/1.1",
    })
    void malformedRequestLine_isAnsweredInJson(String line) {
        String answer = EDGE.raw(line + "\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase("content-type: application/json")
                .containsPattern("(?i)x-request-id: [0-9a-f-]{36}\r\n")
                .endsWith("\r\n\r\n" + ENVELOPE);
    }

    @ParameterizedTest
    @CsvSource({"Content-Length: x", "Host: y", "Transfer-Encoding: nonsense"})
    void malformedHeader_isAnsweredInJson(String header) {
        String answer = EDGE.raw("GET /id HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + header + "\r\n\r\n");

        assertThat(answer).matches("(?s)HTTP/1.1 (400|501) .*\\{\"error\":\\{\"message\":\"the request [^<]*");
    }
}
