package looplm.gateway.chat;

import java.util.Collection;
import java.util.Map;
import java.util.OptionalInt;
import looplm.edge.JsonBounds;
import looplm.gateway.error.GatewayException;
import looplm.wire.ErrorCode;
import looplm.wire.json.FieldPath;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.ValueInstantiationException;

/** Says in a client's words what Jackson did not like: the field, its value, and what was expected. */
final class JsonErrors {

    private static final Map<Class<?>, String> EXPECTED = Map.of(
            int.class, "an integer",
            long.class, "an integer",
            Integer.class, "an integer",
            Long.class, "an integer",
            Double.class, "a number",
            Boolean.class, "true or false",
            String.class, "a string");

    private JsonErrors() {}

    /** Bytes that are no JSON, or make too much of it. */
    static GatewayException malformed(JacksonException failure) {
        OptionalInt tokens = JsonBounds.exceeded(failure);
        if (tokens.isPresent()) {
            return new GatewayException(ErrorCode.REQUEST_TOO_LARGE, JsonBounds.message(tokens.getAsInt()));
        }
        TokenStreamLocation at = failure.getLocation();
        String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        return new GatewayException(
                ErrorCode.INVALID_JSON, "body: not valid JSON" + where + " (expected: one JSON object)");
    }

    /**
     * JSON that does not fit.
     *
     * @param body where the value is looked up
     */
    static GatewayException mismatch(JacksonException failure, JsonNode body) {
        String path = FieldPath.of(failure);
        String field = path.isEmpty() ? "body" : path;
        if (failure instanceof ValueInstantiationException
                && failure.getCause() instanceof IllegalArgumentException own) {
            String message = String.valueOf(own.getMessage());
            return new GatewayException(
                    ErrorCode.INVALID_VALUE, field + message.substring(Math.max(0, message.indexOf(':'))), field);
        }
        return GatewayException.invalid(field, body.at(FieldPath.pointer(failure)), expected(failure));
    }

    private static String expected(JacksonException failure) {
        Class<?> type = switch (failure) {
            case MismatchedInputException mismatch -> mismatch.getTargetType();
            case InputCoercionException outOfRange -> outOfRange.getTargetType();
            default -> null;
        };
        return type == null ? "another value" : expected(type);
    }

    private static String expected(Class<?> type) {
        return Collection.class.isAssignableFrom(type) ? "a list" : EXPECTED.getOrDefault(type, "an object");
    }
}
