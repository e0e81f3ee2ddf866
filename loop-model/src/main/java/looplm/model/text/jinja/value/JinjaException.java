package looplm.model.text.jinja.value;

/** A template that is refused, or that cannot be rendered with the values it was given. */
public final class JinjaException extends RuntimeException {

    /** Whose words or fault it is. */
    public enum Kind {
        /** What the template itself said by {@code raise_exception}. */
        RAISED,
        /** Jinja2 would fail too. */
        FAULT,
        /** Jinja2 would go on, this package cannot. */
        UNSUPPORTED
    }

    private final Kind kind;
    private final boolean located;

    private JinjaException(Kind kind, String message, boolean located) {
        super(message);
        this.kind = kind;
        this.located = located;
    }

    public JinjaException(String message) {
        this(Kind.FAULT, message, false);
    }

    /** What the template itself said by {@code raise_exception}: passed on word for word. */
    public static JinjaException raised(String message) {
        return new JinjaException(Kind.RAISED, message, true);
    }

    public static JinjaException unsupported(String message) {
        return new JinjaException(Kind.UNSUPPORTED, message, false);
    }

    public static JinjaException at(int line, String message) {
        return new JinjaException(Kind.FAULT, "line " + line + ": " + message, true);
    }

    /** The same with its line, unless it has one or speaks for the template. */
    public JinjaException at(int line) {
        return located ? this : new JinjaException(kind, "line " + line + ": " + getMessage(), true);
    }

    public Kind kind() {
        return kind;
    }
}
