package looplm.model.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.checkpoint.JsonFields;
import tools.jackson.databind.JsonNode;

/**
 * The ids that a tokenizer puts before a text, most often its BOS, as the {@code post_processor} of a {@code
 * tokenizer.json} says. One that puts something after a text is refused: what is continued must not have ended.
 */
final class TextPrefix {

    private static final String KEY = "post_processor";
    private static final int MAX_PARTS = 16;

    private final Set<Integer> known;
    private final List<Integer> ids = new ArrayList<>();
    private boolean templated;

    private TextPrefix(Set<Integer> known) {
        this.known = known;
    }

    /**
     * @param known every id of the vocabulary
     * @throws CheckpointException naming the part at fault
     */
    static List<Integer> of(JsonFields json, Set<Integer> known) {
        var prefix = new TextPrefix(known);
        json.object(KEY).ifPresent(processor -> prefix.read(processor, true));
        return List.copyOf(prefix.ids);
    }

    private void read(JsonFields processor, boolean outermost) {
        switch (processor.text("type").orElse("missing")) {
            // tells where in the text a token stood, and adds none
            case "ByteLevel" -> {}
            case "TemplateProcessing" -> template(processor);
            case "Sequence" -> {
                if (!outermost) {
                    throw processor.fault("type", "no sequence inside a sequence");
                }
                list(processor, "processors").forEach(part -> read(part, false));
            }
            default -> throw processor.fault("type", "ByteLevel, Sequence or TemplateProcessing");
        }
    }

    private void template(JsonFields processor) {
        if (templated) {
            throw processor.fault("type", "one TemplateProcessing");
        }
        templated = true;
        JsonFields tokens =
                processor.object("special_tokens").orElseThrow(() -> processor.fault("special_tokens", "an object"));
        boolean textCame = false;
        for (JsonFields piece : list(processor, "single")) {
            if (piece.has("Sequence") && !textCame) {
                textCame = true;
            } else if (piece.has("SpecialToken") && !textCame) {
                add(
                        tokens,
                        piece.object("SpecialToken")
                                .flatMap(token -> token.text("id"))
                                .orElse(""));
            } else {
                throw processor.fault("single", "special tokens, then the text and nothing after it");
            }
        }
        if (!textCame) {
            throw processor.fault("single", "special tokens, then the text");
        }
    }

    private void add(JsonFields tokens, String name) {
        JsonFields token = tokens.object(name).orElseThrow(() -> tokens.fault(name, "a special token with its ids"));
        for (int id : token.integers("ids", 0, Integer.MAX_VALUE)) {
            if (!known.contains(id)) {
                throw token.fault("ids", "ids of the vocabulary");
            }
            ids.add(id);
        }
        if (ids.size() > MAX_PARTS) {
            throw token.fault("ids", "at most " + MAX_PARTS + " in all");
        }
    }

    private static List<JsonFields> list(JsonFields processor, String key) {
        JsonNode list = processor.node().path(key);
        if (!list.isArray()
                || list.size() > MAX_PARTS
                || !list.values().stream().allMatch(JsonNode::isObject)) {
            throw processor.fault(key, "a list of at most " + MAX_PARTS + " objects");
        }
        return list.values().stream().map(processor::within).toList();
    }
}
