package looplm.trainer.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Hugging Face files that let any tokenizer read and write the language of the tasks: one word is one token.
 *
 * <p>People type {@code Who is Bob's boss's friend?} and {@code What is 3 + 4 * 2 (modulo 7)?}; the model was trained
 * on {@code bob boss friend} and {@code 3 +4 *2 mod 7}. The normaliser leads from the one to the other. Answers pass through it
 * unchanged, because their punctuation stands apart and none of them has a question mark.
 */
public final class TokenizerFiles {

    /**
     * Marks of a word's end that carry no meaning here: {@code hello!}, but not the {@code .} of {@code know that .} It
     * can only begin at the first mark after a word, or at the second of some that stand alone: a long run of marks is
     * read once, not once from each of its marks.
     */
    private static final String GLUED_PUNCTUATION = "(?<=[^\\s.,;:!]|\\s[.,;:!]|^[.,;:!])[.,;:!]+(?=\\s|$)";

    /** Turns of a conversation that the chat template shows the model: the last user message. */
    public static final int CHAT_TURNS = 1;

    private static final String CHAT_TEMPLATE =
            "<bos> {{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | last }} <ans>";

    private final NanoVocabulary vocabulary;
    private final int contextLength;

    /**
     * Files for a vocabulary.
     *
     * @param contextLength positions that the model can use
     */
    public TokenizerFiles(NanoVocabulary vocabulary, int contextLength) {
        this.vocabulary = vocabulary;
        this.contextLength = contextLength;
    }

    /** All files: name and content. */
    public Map<String, String> all() {
        var files = new LinkedHashMap<String, String>();
        files.put("tokenizer.json", json(tokenizer()));
        files.put("tokenizer_config.json", json(tokenizerConfig()));
        files.put("generation_config.json", json(generationConfig()));
        return files;
    }

    private Map<String, Object> tokenizer() {
        var file = new LinkedHashMap<String, Object>();
        file.put("version", "1.0");
        file.put("truncation", null);
        file.put("padding", null);
        file.put("added_tokens", markers());
        file.put("normalizer", fields("type", "Sequence", "normalizers", normalizers()));
        file.put("pre_tokenizer", fields("type", "WhitespaceSplit"));
        file.put("post_processor", null);
        file.put("decoder", null);
        var ids = new LinkedHashMap<String, Integer>();
        vocabulary.words().forEach(word -> ids.put(word, vocabulary.id(word)));
        var model = new LinkedHashMap<String, Object>();
        model.put("type", "WordLevel");
        model.put("vocab", ids);
        model.put("unk_token", NanoVocabulary.MARKERS.get(NanoVocabulary.UNK));
        file.put("model", model);
        return file;
    }

    private static List<Object> markers() {
        var markers = new ArrayList<>();
        for (int id = 0; id < NanoVocabulary.MARKERS.size(); id++) {
            var marker = new LinkedHashMap<String, Object>();
            marker.put("id", id);
            marker.put("content", NanoVocabulary.MARKERS.get(id));
            List.of("single_word", "lstrip", "rstrip", "normalized").forEach(key -> marker.put(key, false));
            marker.put("special", true);
            markers.add(marker);
        }
        return markers;
    }

    /**
     * Each is linear in the text. White space comes first: what stands in it afterwards is one space, so no rule can
     * begin at each space of a long run and read on to its end.
     */
    private static List<Object> normalizers() {
        return List.of(
                fields("type", "NFKC"),
                fields("type", "Lowercase"),
                replace("[\\s?=]+", " "),
                replace("^\\s*(who|what)\\s*('s|’s|\\s+is)\\s+", ""),
                replace("['’]s?(?=[\\s?!.,;:]|$)", ""),
                replace(GLUED_PUNCTUATION, ""),
                replace("\\((?=mod)", ""),
                replace("(?<=\\smod)ulo(?=\\s)", ""),
                replace("(?<=\\smod 7)\\)", ""),
                replace("\\bneighbour\\b", "neighbor"),
                replace("\\+\\s*", " +"),
                replace("[-−–]\\s*", " -"),
                replace("[*×·]\\s*", " *"));
    }

    private static Map<String, Object> replace(String regex, String content) {
        return fields("type", "Replace", "pattern", fields("Regex", regex), "content", content);
    }

    /** Keys and values in turn; unlike {@link Map#of} it keeps their order, so the files are always the same. */
    private static Map<String, Object> fields(Object... keysAndValues) {
        var fields = new LinkedHashMap<String, Object>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            fields.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return fields;
    }

    private Map<String, Object> tokenizerConfig() {
        var file = new LinkedHashMap<String, Object>();
        file.put("tokenizer_class", "PreTrainedTokenizerFast");
        file.put("model_max_length", contextLength);
        file.put("add_bos_token", false);
        file.put("clean_up_tokenization_spaces", false);
        file.put("pad_token", NanoVocabulary.MARKERS.get(NanoVocabulary.PAD));
        file.put("bos_token", NanoVocabulary.MARKERS.get(NanoVocabulary.BOS));
        file.put("eos_token", NanoVocabulary.MARKERS.get(NanoVocabulary.EOS));
        file.put("unk_token", NanoVocabulary.MARKERS.get(NanoVocabulary.UNK));
        file.put("chat_template", CHAT_TEMPLATE);
        file.put("looplm_chat_turns", CHAT_TURNS);
        file.put("looplm_vocabulary", NanoVocabulary.VERSION);
        return file;
    }

    private static Map<String, Object> generationConfig() {
        var file = new LinkedHashMap<String, Object>();
        file.put("do_sample", false);
        file.put("bos_token_id", NanoVocabulary.BOS);
        file.put("eos_token_id", NanoVocabulary.EOS);
        file.put("pad_token_id", NanoVocabulary.PAD);
        return file;
    }

    private static String json(Map<String, Object> file) {
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(file) + "\n";
    }
}
