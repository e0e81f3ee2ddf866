package looplm.model.text;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.checkpoint.JsonFields;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A {@code tokenizer.json} that has been checked in Java before native code sees it. The tokenizers library does not
 * throw on every fault: some end the process, while it loads, encodes or decodes. So the library is given only the parts
 * checked here, never the file.
 *
 * <p>Padding, truncation and post-processor are left out: the library adds nothing at either end of a text and cuts
 * nothing.
 *
 * @param content the tokenizer, for the library
 * @param addedTokens id of each added token
 * @param ids every id that a text can become
 * @param bytes what the words of the vocabulary stand for
 * @param prefix ids that come before a text
 * @param mostCharacters that a text may have
 * @param longestToken the most UTF-8 bytes of a text that one token can stand for
 */
record TokenizerFile(
        byte[] content,
        Map<String, Integer> addedTokens,
        Set<Integer> ids,
        WordBytes bytes,
        List<Integer> prefix,
        int mostCharacters,
        int longestToken) {

    private static final int MAX_ID = (1 << 22) - 1;
    private static final int MAX_TOKEN = 1 << 10;
    private static final List<String> TOKEN_FLAGS = List.of("single_word", "lstrip", "rstrip", "normalized", "special");
    private static final Set<String> BPE = Set.of(
            "dropout",
            "unk_token",
            "continuing_subword_prefix",
            "end_of_word_suffix",
            "fuse_unk",
            "byte_fallback",
            "ignore_merges",
            "vocab",
            "merges");
    private static final Set<String> WORD_LEVEL = Set.of("vocab", "unk_token");

    TokenizerFile {
        addedTokens = Map.copyOf(addedTokens);
        ids = Set.copyOf(ids);
        prefix = List.copyOf(prefix);
    }

    /**
     * @throws CheckpointException naming the file and the key at fault
     */
    static TokenizerFile read(Path file) {
        JsonFields json = JsonFields.read(file);
        JsonFields model = json.object("model").orElseThrow(() -> json.fault("model", "an object"));
        String type = model.text("type").orElse("missing");
        if (!type.equals("BPE") && !type.equals("WordLevel")) {
            throw new CheckpointException(file, "model.type: " + type + " (expected: BPE or WordLevel)");
        }
        Map<String, Integer> vocabulary = vocabulary(model);
        checkModel(model, vocabulary);
        int mostCharacters = TokenizerParts.check(json);
        List<Map<String, Object>> tokens = addedTokens(json, vocabulary);
        var content = new LinkedHashMap<String, Object>();
        content.put("version", "1.0");
        content.put("added_tokens", tokens);
        for (String key : List.of("normalizer", "pre_tokenizer", "decoder", "model")) {
            content.put(
                    key,
                    json.node().path(key).isMissingNode() ? null : json.node().path(key));
        }
        var added = new HashMap<String, Integer>();
        tokens.forEach(token -> added.put((String) token.get("content"), (Integer) token.get("id")));
        var ids = new HashSet<>(vocabulary.values());
        ids.addAll(added.values());
        var bytes = WordBytes.of(vocabulary, json.node().path("decoder"));
        return new TokenizerFile(
                JsonMapper.shared().writeValueAsBytes(content),
                added,
                ids,
                bytes,
                TextPrefix.of(json, ids),
                mostCharacters,
                LongestToken.bytes(json.node(), vocabulary.keySet()));
    }

    int largestId() {
        return ids.stream().mapToInt(Integer::intValue).max().orElse(-1);
    }

    private static Map<String, Integer> vocabulary(JsonFields model) {
        JsonFields words = model.object("vocab").orElseThrow(() -> model.fault("vocab", "an object"));
        var vocabulary = new HashMap<String, Integer>();
        var ids = new HashSet<Integer>();
        for (String word : words.node().propertyNames()) {
            int id = words.integer(word, 0, MAX_ID);
            if (!ids.add(id)) {
                throw words.fault(word, "an id of its own");
            }
            vocabulary.put(word, id);
        }
        return vocabulary;
    }

    private static void checkModel(JsonFields model, Map<String, Integer> vocabulary) {
        Optional<String> unknown = model.text("unk_token");
        if (model.text("type").equals(Optional.of("BPE"))) {
            checkBpe(model);
        } else {
            model.requireOnly("model", WORD_LEVEL, "type");
        }
        boolean needed = model.text("type").equals(Optional.of("WordLevel"));
        if (unknown.map(word -> !vocabulary.containsKey(word)).orElse(needed)) {
            throw model.fault("unk_token", "a word of the vocabulary");
        }
    }

    private static void checkBpe(JsonFields model) {
        model.requireOnly("model", BPE, "type");
        List.of("fuse_unk", "byte_fallback", "ignore_merges").forEach(flag -> model.flag(flag, false));
        for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            if (!model.text(affix).orElse("").isEmpty()) {
                throw model.fault(affix, "null");
            }
        }
        if (model.has("dropout") && model.number("dropout", 0, 1) != 0) {
            throw model.fault("dropout", "null: the same text must always give the same ids");
        }
        JsonNode merges = model.node().path("merges");
        if (!merges.isArray() || !merges.values().stream().allMatch(TokenizerFile::isMerge)) {
            throw model.fault("merges", "a list of \"left right\" or [\"left\", \"right\"]");
        }
    }

    private static boolean isMerge(JsonNode merge) {
        return merge.isString()
                || (merge.isArray()
                        && merge.size() == 2
                        && merge.get(0).isString()
                        && merge.get(1).isString());
    }

    private static List<Map<String, Object>> addedTokens(JsonFields json, Map<String, Integer> vocabulary) {
        JsonNode list = json.node().path("added_tokens");
        if (!list.isMissingNode() && !list.isNull() && !list.isArray()) {
            throw json.fault("added_tokens", "a list");
        }
        var contents = new HashSet<String>();
        var ids = new HashSet<Integer>();
        var tokens = new ArrayList<Map<String, Object>>();
        for (JsonNode entry : list.values()) {
            if (!entry.isObject()) {
                throw json.fault("added_tokens", "a list of objects");
            }
            JsonFields fields = json.within(entry);
            String content = fields.text("content").orElse("");
            int id = fields.integer("id", 0, MAX_ID);
            if (content.isEmpty() || content.length() > MAX_TOKEN || !contents.add(content)) {
                throw fields.fault("content", "1.." + MAX_TOKEN + " characters, once");
            }
            if (!ids.add(id) || (vocabulary.containsKey(content) && vocabulary.get(content) != id)) {
                throw fields.fault("id", "an id of its own, the vocabulary's where that has the token");
            }
            tokens.add(addedToken(fields, content, id));
        }
        return tokens;
    }

    private static Map<String, Object> addedToken(JsonFields fields, String content, int id) {
        var token = new LinkedHashMap<String, Object>();
        token.put("id", id);
        token.put("content", content);
        TOKEN_FLAGS.forEach(flag -> token.put(flag, fields.flag(flag, false)));
        return token;
    }
}
