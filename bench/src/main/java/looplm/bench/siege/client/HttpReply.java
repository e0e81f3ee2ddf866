package looplm.bench.siege.client;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * An answer of the server.
 *
 * @param headers names in lower case, the last one of each
 */
record HttpReply(int status, Map<String, String> headers, byte[] body) {

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    boolean closes() {
        return header("connection").filter("close"::equalsIgnoreCase).isPresent();
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The body; missing where it is not JSON. */
    JsonNode json() {
        try {
            return JsonMapper.shared().readTree(body);
        } catch (JacksonException notJson) {
            return MissingNode.getInstance();
        }
    }

    /** The code of an error in either form that the platform promises; empty where the body keeps no such promise. */
    Optional<String> errorCode() {
        JsonNode json = json();
        String code = json.at("/error/code").asString(json.path("code").asString(""));
        boolean named = !code.isEmpty() && headers.containsKey("x-request-id");
        return named ? Optional.of(code) : Optional.empty();
    }
}
