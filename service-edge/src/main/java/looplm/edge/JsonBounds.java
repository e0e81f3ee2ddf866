package looplm.edge;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactoryBuilder;

/**
 * How much a JSON text may make of its bytes: two bytes, <code>{}</code>, become a hundred in a tree. So names, values and
 * brackets are counted while they are read, and one too many stops the reading before anything is built of it. Set it
 * where a parser reads what clients send: servlet services have it by {@code ErrorHandling}, others by
 * {@link StrictJson#mapper(int)}.
 */
public final class JsonBounds {

    /** Enough for 16,000 messages. */
    public static final int USUAL_TOKENS = 100_000;

    /** The one way to tell it from the parser's other limits, such as how deep a text is nested. */
    private static final Pattern TOO_MANY =
            Pattern.compile("Token count \\(\\d+\\) exceeds the maximum allowed \\((\\d+),");

    private JsonBounds() {}

    /** Spring calls it for the parser of a service. */
    public static void usual(JsonFactoryBuilder parsers) {
        set(parsers, USUAL_TOKENS);
    }

    /**
     * @param tokens names, values and opening and closing brackets of one text
     */
    public static void set(JsonFactoryBuilder parsers, int tokens) {
        parsers.streamReadConstraints(
                StreamReadConstraints.builder().maxTokenCount(tokens).build());
    }

    /** The limit, where {@code failure} says that a text was beyond it. */
    public static OptionalInt exceeded(Throwable failure) {
        if (!(failure instanceof StreamConstraintsException beyond)) {
            return OptionalInt.empty();
        }
        Matcher matcher = TOO_MANY.matcher(String.valueOf(beyond.getOriginalMessage()));
        return matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    /** What a client is told with 413. */
    public static String message(int tokens) {
        return "body: more than " + tokens + " names, values and brackets (expected: at most " + tokens + ")";
    }
}
