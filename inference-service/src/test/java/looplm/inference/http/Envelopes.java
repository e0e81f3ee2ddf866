package looplm.inference.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;

/** What every error on {@code /v1/**} looks like. */
final class Envelopes {

    private Envelopes() {}

    static void assertEnvelope(
            HttpResponse<String> response, int status, String type, String code, String param, String message) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
        JsonNode body = TestingInference.tree(response.body());
        assertThat(body.propertyNames()).containsExactly("error");
        JsonNode error = body.path("error");
        assertThat(error.propertyNames()).containsExactly("message", "type", "param", "code");
        assertThat(error.path("message").stringValue()).isEqualTo(message);
        assertThat(error.path("code").stringValue()).isEqualTo(code);
        assertThat(error.path("param").isNull() ? null : error.path("param").stringValue())
                .isEqualTo(param);
        assertThat(error.path("type").stringValue()).isEqualTo(type);
    }
}
