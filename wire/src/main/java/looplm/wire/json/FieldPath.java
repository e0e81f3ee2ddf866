package looplm.wire.json;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JacksonException.Reference;
import tools.jackson.core.JsonPointer;

/** The field that Jackson could not read: its name, as in JavaScript ({@code messages[0].content}), and its place. */
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

    /** Where the field at fault is in the tree; the root where the fault is of no field. */
    public static JsonPointer pointer(JacksonException fault) {
        JsonPointer pointer = JsonPointer.empty();
        for (Reference step : fault.getPath()) {
            pointer = step.getPropertyName() == null
                    ? pointer.appendIndex(step.getIndex())
                    : pointer.appendProperty(step.getPropertyName());
        }
        return pointer;
    }
}
