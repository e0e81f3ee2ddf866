package looplm.edge.servlet;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import looplm.edge.Fault;
import looplm.edge.JsonBounds;
import looplm.edge.RefusedException;
import looplm.wire.ErrorCode;
import looplm.wire.json.FieldPath;
import org.jspecify.annotations.Nullable;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/**
 * Says what is wrong with a body that could not be read: where it stops being JSON, or which field has a wrong type. It
 * repeats nothing of the body but names of fields.
 */
public final class BodyFaults {

    private static final String BEYOND_LIMITS = "body: nested too deep, or a number too long (expected: at most "
            + StreamReadConstraints.defaults().getMaxNestingDepth() + " levels and "
            + StreamReadConstraints.defaults().getMaxNumberLength() + " digits)";

    private static final String DUPLICATE = "Duplicate Object property";

    private BodyFaults() {}

    /** Why the body could not be read. */
    public static Fault of(HttpMessageNotReadableException exception) {
        Optional<Fault> whileRead = whileRead(exception);
        if (whileRead.isPresent()) {
            return whileRead.get();
        }
        return exception.getCause() instanceof JacksonException fault
                ? of(fault)
                : Fault.of(ErrorCode.INVALID_JSON, "body: missing or unreadable (expected: a JSON object)");
    }

    /** What {@link LimitedRequest} threw; the parser wraps it once for each level that it was at. */
    private static Optional<Fault> whileRead(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedException refused) {
                return Optional.of(refused.fault());
            }
        }
        return Optional.empty();
    }

    private static Fault of(JacksonException fault) {
        OptionalInt tokens = JsonBounds.exceeded(fault);
        if (tokens.isPresent()) {
            return Fault.of(ErrorCode.REQUEST_TOO_LARGE, JsonBounds.message(tokens.getAsInt()));
        }
        String path = FieldPath.of(fault);
        Optional<String> wrong = path.isEmpty() ? Optional.empty() : wrongField(fault);
        if (wrong.isPresent()) {
            return Fault.of(ErrorCode.INVALID_VALUE, path, path + ": " + wrong.get());
        }
        String message = String.valueOf(fault.getOriginalMessage());
        if (fault instanceof StreamConstraintsException) {
            return Fault.of(ErrorCode.INVALID_JSON, BEYOND_LIMITS);
        }
        if (message.startsWith(DUPLICATE)) {
            return Fault.of(ErrorCode.INVALID_JSON, "body: a field twice" + at(fault));
        }
        return Fault.of(ErrorCode.INVALID_JSON, "body: not one JSON object" + at(fault));
    }

    /** A field's fault; empty where the JSON itself is broken. */
    private static Optional<String> wrongField(JacksonException fault) {
        return switch (fault) {
            case UnrecognizedPropertyException unknown ->
                Optional.of("unknown field (expected: " + names(unknown) + ")");
            case ValueInstantiationException refused
            when refused.getCause() instanceof IllegalArgumentException e ->
                Optional.of(withoutName(String.valueOf(e.getMessage())));
            case MismatchedInputException mismatch ->
                Optional.of("wrong type (expected: " + expected(mismatch.getTargetType()) + ")");
            case InputCoercionException number ->
                Optional.of("out of range (expected: " + expected(number.getTargetType()) + ")");
            default -> Optional.empty();
        };
    }

    private static String names(UnrecognizedPropertyException unknown) {
        return unknown.getKnownPropertyIds() == null
                ? "none"
                : unknown.getKnownPropertyIds().stream()
                        .map(String::valueOf)
                        .sorted()
                        .collect(Collectors.joining(", "));
    }

    /** A record's own check names its field, which the path has named already. */
    private static String withoutName(String message) {
        int name = message.indexOf(": ");
        return name < 0 ? message : message.substring(name + 2);
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "another type";
        }
        if (type == Integer.class || type == int.class) {
            return "an integer";
        }
        if (type == Long.class || type == long.class) {
            return "a 64-bit integer";
        }
        if (type == Double.class || type == double.class) {
            return "a number";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == String.class) {
            return "a string";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        return type.isRecord() || Map.class.isAssignableFrom(type) ? "an object" : "another type";
    }

    private static String at(JacksonException fault) {
        TokenStreamLocation location = fault.getLocation();
        return location == null ? "" : " (at line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
