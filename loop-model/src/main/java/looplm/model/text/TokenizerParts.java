package looplm.model.text;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.checkpoint.JsonFields;
import tools.jackson.databind.JsonNode;

/**
 * The parts of a {@code tokenizer.json} around its model that the tokenizers library may be given: those that byte-level
 * and word-level tokenizers are made of. Of the others, some end the process on a wrong argument, for instance {@code
 * Precompiled}, {@code Prepend}, {@code FixedLength} and the decoder {@code Strip}.
 */
final class TokenizerParts {

    private static final int MAX_PARTS = 16;
    private static final int MAX_CONTENT = 64;

    /** Times a text may grow by all replacements together. */
    private static final int MAX_GROWTH = 256;

    /** A text must at least be as long as a token. */
    private static final int LEAST_CHARACTERS = 1 << 10;

    private static final Set<String> BEHAVIORS =
            Set.of("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous");

    private static final Set<String> BYTE_LEVEL = Set.of("add_prefix_space", "trim_offsets", "use_regex");

    private static final Map<String, Set<String>> NORMALIZERS = Map.of(
            "NFC", Set.of(),
            "NFD", Set.of(),
            "NFKC", Set.of(),
            "NFKD", Set.of(),
            "Lowercase", Set.of(),
            "StripAccents", Set.of(),
            "Replace", Set.of("pattern", "content"),
            "Sequence", Set.of("normalizers"));

    private static final Map<String, Set<String>> PRE_TOKENIZERS = Map.of(
            "ByteLevel", BYTE_LEVEL,
            "Digits", Set.of("individual_digits"),
            "Whitespace", Set.of(),
            "WhitespaceSplit", Set.of(),
            "Punctuation", Set.of("behavior"),
            "Split", Set.of("pattern", "behavior", "invert"),
            "Sequence", Set.of("pretokenizers"));

    private static final Map<String, Set<String>> DECODERS = Map.of("ByteLevel", BYTE_LEVEL);

    /** Times a text may grow by what a part makes of a character. */
    private static final Map<String, Integer> GROWTH =
            Map.of("NFC", 3, "NFD", 4, "NFKC", 18, "NFKD", 18, "Lowercase", 3, "ByteLevel", 4);

    private final JsonFields json;
    private int growth = 1;
    private long ownGrowth = 1;

    /** Characters of which the part before has left no two side by side. */
    private BitSet apart = new BitSet();

    private int mostCharacters = Tokenizer.MAX_CHARACTERS;

    private TokenizerParts(JsonFields json) {
        this.json = json;
    }

    /**
     * Checks the parts.
     *
     * @return how many characters a text may have that is given to them
     * @throws CheckpointException naming the part at fault
     */
    static int check(JsonFields json) {
        var parts = new TokenizerParts(json);
        parts.check("normalizer", NORMALIZERS);
        parts.check("pre_tokenizer", PRE_TOKENIZERS);
        parts.check("decoder", DECODERS);
        return parts.mostCharacters;
    }

    private void check(String key, Map<String, Set<String>> known) {
        json.object(key).ifPresent(part -> {
            String type = checked(key, part, known);
            if (type.equals("Sequence")) {
                checkSequence(key, part, known);
            }
        });
    }

    /** One level deep: a sequence inside a sequence says nothing that one alone does not. */
    private void checkSequence(String key, JsonFields sequence, Map<String, Set<String>> known) {
        String list = key.equals("normalizer") ? "normalizers" : "pretokenizers";
        JsonNode parts = sequence.node().path(list);
        if (!parts.isArray() || parts.size() > MAX_PARTS) {
            throw sequence.fault(list, "a list of at most " + MAX_PARTS);
        }
        for (JsonNode part : parts.values()) {
            if (!part.isObject()) {
                throw sequence.fault(list, "objects");
            }
            String type = checked(key + "." + list, sequence.within(part), known);
            if (type.equals("Sequence")) {
                throw sequence.fault(list, "no sequence inside a sequence");
            }
        }
    }

    private String checked(String key, JsonFields part, Map<String, Set<String>> known) {
        String type = part.text("type").orElse("missing");
        Set<String> fields = known.get(type);
        if (fields == null) {
            throw new CheckpointException(
                    json.file(),
                    key + ".type: " + type + " (expected: "
                            + known.keySet().stream().sorted().collect(Collectors.joining(", ")) + ")");
        }
        part.requireOnly(key, fields, "type");
        for (String flag : List.of("add_prefix_space", "trim_offsets", "use_regex", "individual_digits", "invert")) {
            part.flag(flag, false);
        }
        part.text("behavior").filter(behavior -> !BEHAVIORS.contains(behavior)).ifPresent(behavior -> {
            throw part.fault("behavior", String.join(", ", BEHAVIORS));
        });
        if (fields.contains("pattern")) {
            checkPattern(part);
        }
        if (fields.contains("content")) {
            checkContent(part);
        }
        if (!fields.contains("content")) {
            apart = new BitSet();
        }
        ownGrowth = Math.min(ownGrowth * GROWTH.getOrDefault(type, 1), Tokenizer.MAX_CHARACTERS);
        return type;
    }

    private void checkPattern(JsonFields part) {
        JsonFields pattern = part.object("pattern").orElseThrow(() -> part.fault("pattern", "an object"));
        pattern.requireOnly("pattern", Set.of("String", "Regex"));
        Optional<String> text = pattern.text("String");
        Optional<String> regex = pattern.text("Regex");
        if (text.isPresent() == regex.isPresent()
                || text.filter(String::isEmpty).isPresent()) {
            throw part.fault("pattern", "a text or a regular expression");
        }
        BitSet soFar = apart;
        apart = new BitSet();
        regex.ifPresent(expression -> {
            PatternCheck.Cost cost = PatternCheck.cost(expression, soFar)
                    .orElseThrow(() -> part.fault(
                            "pattern",
                            "a regular expression that never matches nothing and is known to end soon on every text"));
            mostCharacters = Math.min(mostCharacters, cost.mostCharacters(growth * ownGrowth));
            apart = keptApart(cost.taken(), part.text("content").orElse(""));
            if (mostCharacters < LEAST_CHARACTERS) {
                throw part.fault("pattern", "one that can be searched for after all that makes a text longer");
            }
        });
    }

    /** Of runs that are replaced by at most one of their characters, as white space by one space. */
    private static BitSet keptApart(BitSet taken, String content) {
        return content.codePoints().filter(taken::get).count() <= 1 ? taken : new BitSet();
    }

    private void checkContent(JsonFields part) {
        int length = part.text("content").orElse("").length();
        growth *= Math.clamp(length, 1, MAX_CONTENT + 1);
        if (length > MAX_CONTENT || growth > MAX_GROWTH) {
            throw part.fault(
                    "content",
                    "at most " + MAX_CONTENT + " characters, and all replacements together at most " + MAX_GROWTH
                            + " times the text");
        }
    }
}
