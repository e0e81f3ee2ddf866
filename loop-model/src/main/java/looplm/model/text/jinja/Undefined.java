package looplm.model.text.jinja;

/**
 * The value of a name or key that does not exist: empty where it is shown or run through, false as a condition, an error
 * where anything is asked of it.
 *
 * @param name what was looked for
 */
record Undefined(String name) {

    JinjaException asError() {
        return new JinjaException("'" + name + "' is undefined");
    }
}
