package looplm.model.text.jinja;

/**
 * A piece of a template's source.
 *
 * @param text what it reads as: content of a text or string, name, digits, operator
 * @param line where it begins, from 1
 */
record Token(Kind kind, String text, int line) {

    enum Kind {
        TEXT,
        OUTPUT_BEGIN,
        OUTPUT_END,
        TAG_BEGIN,
        TAG_END,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }

    boolean is(Kind other) {
        return kind == other;
    }

    boolean isOperator(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }

    boolean isName(String name) {
        return kind == Kind.NAME && text.equals(name);
    }
}
