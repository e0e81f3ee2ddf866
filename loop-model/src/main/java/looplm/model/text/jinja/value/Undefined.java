package looplm.model.text.jinja.value;

/**
 * The value of a name or key that does not exist: empty where it is shown or run through, false as a condition, an error
 * where anything is asked of it.
 *
 * @param name what was looked for
 */
public record Undefined(String name) {

    public JinjaException asError() {
        return new JinjaException("'" + name + "' is undefined");
    }
}
