package looplm.edge.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import looplm.edge.JsonBounds;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that cannot be read, with the exact words that a caller gets; what strict JSON refuses is among them. */
class BodyFaultsTest {

    private static final String BEYOND_LIMITS = "invalid_json||body: nested too deep, or a number too long"
            + " (expected: at most 500 levels and 1000 digits)";

    @AutoClose
    private static final TestingEdge EDGE = new TestingEdge();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                       | body: missing or unreadable (expected: a JSON object)
            null                     | body: missing or unreadable (expected: a JSON object)
            {"name":                 | body: not one JSON object (at line 1, column 9)
            hello                    | body: not one JSON object (at line 1, column 1)
            []                       | body: not one JSON object (at line 1, column 1)
            7                        | body: not one JSON object (at line 1, column 1)
            {"share":NaN}            | body: not one JSON object (at line 1, column 13)
            {} {}                    | body: not one JSON object (at line 1, column 4)
            {"name":"a","name":"b"}  | body: a field twice (at line 1, column 19)
            """)
    void json_isRefused_byPlace(String body, String message) {
        assertThat(refusal(body)).isEqualTo("invalid_json||" + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"name":7}               | name: wrong type (expected: a string)
            {"name":true}            | name: wrong type (expected: a string)
            {"name":{}}              | name: wrong type (expected: a string)
            {"count":"7"}            | count: wrong type (expected: an integer)
            {"count":1.5}            | count: wrong type (expected: an integer)
            {"count":99999999999}    | count: out of range (expected: an integer)
            {"seed":1.5}             | seed: wrong type (expected: a 64-bit integer)
            {"seed":99999999999999999999} | seed: out of range (expected: a 64-bit integer)
            {"share":"1"}            | share: wrong type (expected: a number)
            {"whole":1}              | whole: wrong type (expected: true or false)
            {"whole":"true"}         | whole: wrong type (expected: true or false)
            {"items":{}}             | items: wrong type (expected: a list)
            {"items":[7]}            | items[0]: wrong type (expected: an object)
            {"items":[{},{"name":7}]}| items[1].name: wrong type (expected: a string)
            {"colour":7}             | colour: wrong type (expected: another type)
            {"colour":"BLUE"}        | colour: wrong type (expected: another type)
            {"items":[{"nam":"a"}]}  | items[0].nam: unknown field (expected: name, weight)
            {"items":[{"weight":{"grams":-1}}]} | items[0].weight: -1 (expected: 0 or more)
            {"items":[{"weight":{"grams":0}}]}  | items[0].weight: nothing weighs nothing
            """)
    void field_isRefused_byName(String body, String message) {
        String field = message.substring(0, message.indexOf(':'));

        assertThat(refusal(body)).isEqualTo("invalid_value|" + field + "|" + message);
    }

    @Test
    void json_isRefused_beyondTheParsersLimits() {
        assertThat(refusal("{\"other\":" + "[".repeat(600))).isEqualTo(BEYOND_LIMITS);
    }

    /** Of names and values that no record has a place for, too: they are only skipped, but every one is read. */
    @Test
    void json_isRefused_whenItHasTooManyTokens() {
        String many = "{},".repeat(JsonBounds.USUAL_TOKENS / 2) + "{}";

        HttpResponse<String> response = EDGE.post("/v1/orders", "{\"other\":[" + many + "]}");

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(TestingEdge.refusal(response))
                .isEqualTo("request_too_large||body: more than 100000 names, values and brackets"
                        + " (expected: at most 100000)");
    }

    @Test
    void json_isRefused_whenItIsNoUtf8() {
        byte[] body = {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'};

        HttpResponse<String> response = EDGE.post("/v1/orders", BodyPublishers.ofByteArray(body));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(TestingEdge.refusal(response)).startsWith("invalid_json||body: not one JSON object");
    }

    private static String refusal(String body) {
        HttpResponse<String> response = EDGE.post("/v1/orders", body);
        assertThat(response.statusCode()).isEqualTo(400);
        return TestingEdge.refusal(response);
    }
}
