package looplm.wire.json;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;

/** Names the field that Jackson could not read, as JavaScript would: {@code messages[0].content}. */
public final class FieldPath {

    private FieldPath() {}

    /** The path of the field at fault; empty where the fault is of no field. */
    public static String of(JacksonException fault) {
        var path = new StringBuilder();
        for (Reference step : fault.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.toString();
    }
}
