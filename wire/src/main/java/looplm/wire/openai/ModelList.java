package looplm.wire.openai;

import java.util.List;

/** {@code GET /v1/models}. */
public record ModelList(String object, List<Model> data) {

    public ModelList {
        data = List.copyOf(data);
    }

    public static ModelList of(List<Model> data) {
        return new ModelList("list", data);
    }
}
