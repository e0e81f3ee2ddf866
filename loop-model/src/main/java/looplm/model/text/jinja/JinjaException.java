package looplm.model.text.jinja;

/** A template that is refused, or that cannot be rendered with the values it was given. */
public final class JinjaException extends RuntimeException {

    private final boolean located;

    private JinjaException(String message, boolean located) {
        super(message);
        this.located = located;
    }

    JinjaException(String message) {
        this(message, false);
    }

    /** What the template itself said by {@code raise_exception}: passed on word for word. */
    static JinjaException raised(String message) {
        return new JinjaException(message, true);
    }

    static JinjaException at(int line, String message) {
        return new JinjaException("line " + line + ": " + message, true);
    }

    /** The same with its line, unless it has one or speaks for the template. */
    JinjaException at(int line) {
        return located ? this : at(line, String.valueOf(getMessage()));
    }
}
