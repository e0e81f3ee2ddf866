package looplm.model.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.random.RandomGenerator;
import looplm.model.checkpoint.GenerationDefaults;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.text.ChatTemplate;
import looplm.model.text.Tokenizer;
import looplm.model.weights.WeightFiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What can be wrong in the files around the tensors. */
final class DirectoryMutations {

    private static final List<String> SHARDS = List.of(
            "../model.safetensors",
            "/dev/zero",
            "/etc/passwd",
            "config.json",
            "missing.safetensors",
            "sub/model.safetensors",
            "..\\model.safetensors",
            "model.safetensors\u0000.json",
            ".safetensors",
            "MODEL-00001-OF-00002.safetensors",
            "%2e%2e%2fmodel.safetensors");

    private static final List<String> LINKS = List.of("/etc/passwd", "/dev/zero", "..", ".", "loop", "config.json");

    /** Parts of tokenizer files, each known to be trouble for some library. */
    private static final List<String> PARTS = List.of(
            "{\"type\":\"Prepend\",\"prepend\":\"\"}",
            "{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"AAAAAAECAwQFBgcICQ==\"}",
            "{\"type\":\"Replace\",\"pattern\":{\"String\":\"\"},\"content\":\"xxxx\"}",
            "{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"^\"},\"content\":\"xx\"}",
            "{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"(a|aa)+z\"},\"content\":\"\"}",
            "{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"[ab]\"},\"content\":\"xyz\"}",
            "{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"a|b\"},\"content\":\"\"}",
            "{\"type\":\"Replace\",\"pattern\":{\"String\":\"a\"},\"content\":\"" + "a".repeat(60) + "\"}",
            "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"a*a*a*a*z\"},\"behavior\":\"Isolated\",\"invert\":false}",
            "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"\\\\s+(?!\\\\S)|\\\\s+\"},\"behavior\":\"Removed\","
                    + "\"invert\":true}",
            "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"(\"},\"behavior\":\"Isolated\",\"invert\":false}",
            "{\"type\":\"FixedLength\",\"length\":0}",
            "{\"type\":\"Strip\",\"content\":\"a\",\"start\":1000000,\"stop\":1000}",
            "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFKC\"},{\"type\":\"Lowercase\"}]}",
            "{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"Punctuation\",\"behavior\":\"Isolated\"}]}",
            "{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"Fuse\"},{\"type\":\"ByteFallback\"}]}",
            "{\"type\":\"NFD\"}",
            "{\"type\":\"StripAccents\"}",
            "{\"type\":\"WhitespaceSplit\"}",
            "{\"type\":\"Metaspace\",\"replacement\":\"_\",\"prepend_scheme\":\"always\",\"split\":true}",
            "{\"type\":\"ByteLevel\",\"add_prefix_space\":true,\"trim_offsets\":true,\"use_regex\":false}",
            "{\"type\":\"WordPiece\",\"prefix\":\"\",\"cleanup\":true}",
            "null");

    private static final List<String> MODELS = List.of(
            "{\"type\":\"Unigram\",\"unk_id\":null,\"vocab\":[[\"a\",-1.0]]}",
            "{\"type\":\"WordLevel\",\"unk_token\":\"[NO]\",\"vocab\":{\"a\":0}}",
            "{\"type\":\"WordLevel\",\"unk_token\":\"a\",\"vocab\":{\"a\":0,\"b\":1}}",
            "{\"type\":\"WordPiece\",\"unk_token\":\"[NO]\",\"continuing_subword_prefix\":\"##\","
                    + "\"max_input_chars_per_word\":100,\"vocab\":{\"a\":0}}",
            "{\"type\":\"BPE\",\"vocab\":{},\"merges\":[]}",
            "{\"type\":\"BPE\",\"vocab\":{\"a\":0,\"b\":1},\"merges\":[\"a b\"]}",
            "{\"type\":\"BPE\",\"vocab\":{\"a\":0},\"merges\":[],\"unk_token\":\"zz\"}");

    private DirectoryMutations() {}

    static void index(Mutant mutant, RandomGenerator random) {
        ObjectNode index = mutant.json(WeightFiles.INDEX);
        ObjectNode map = (ObjectNode) index.path("weight_map");
        String tensor = JsonMutation.any(List.copyOf(map.propertyNames()), random);
        String shard = JsonMutation.any(mutant.names(".safetensors"), random);
        switch (random.nextInt(11)) {
            case 0 -> map.put(tensor, JsonMutation.any(SHARDS, random));
            case 1 -> map.propertyNames().forEach(each -> map.put(each, JsonMutation.any(SHARDS, random)));
            case 2 -> map.put(tensor, shard);
            case 3 -> map.remove(tensor);
            case 4 -> map.put(tensor + ".extra", shard);
            case 5 -> mutant.remove(shard);
            case 6 -> mutant.link(shard, JsonMutation.any(LINKS, random));
            case 7 -> mutant.put(shard, mutant.get(JsonMutation.any(mutant.names(".safetensors"), random)));
            case 8 -> mutant.put(WeightFiles.SINGLE, mutant.get(shard));
            case 9 -> JsonMutation.mutate(index, random);
            default -> {
                mutant.put(WeightFiles.INDEX, JsonMutation.withDuplicate(index, random));
                return;
            }
        }
        mutant.put(WeightFiles.INDEX, index);
    }

    static void config(Mutant mutant, RandomGenerator random) {
        String name = random.nextInt(5) == 0 ? GenerationDefaults.FILE : LoopLmConfig.FILE;
        ObjectNode config = mutant.json(name);
        String key = JsonMutation.any(List.copyOf(config.propertyNames()), random);
        switch (random.nextInt(7)) {
            case 0 -> mutant.put(name, JsonMutation.withDuplicate(config, random));
            case 1 -> mutant.link(name, JsonMutation.any(LINKS, random));
            case 2, 3 -> {
                config.put(key, JsonMutation.near(config.path(key).asLong(0), random));
                mutant.put(name, config);
            }
            case 4 -> {
                for (String huge : List.of("max_position_embeddings", "total_ut_steps", "num_hidden_layers")) {
                    config.put(
                            huge,
                            random.nextBoolean()
                                    ? 1 << random.nextInt(31)
                                    : config.path(huge).asInt(1));
                }
                mutant.put(name, config);
            }
            default -> {
                for (int i = random.nextInt(1, 3); i > 0; i--) {
                    JsonMutation.mutate(config, random);
                }
                mutant.put(name, config);
            }
        }
    }

    static void tokenizer(Mutant mutant, RandomGenerator random) {
        ObjectNode tokenizer = mutant.json(Tokenizer.FILE);
        switch (random.nextInt(9)) {
            case 0 -> tokenizer.set("model", parsed(JsonMutation.any(MODELS, random)));
            case 1 -> {
                mutant.put(Tokenizer.FILE, JsonMutation.withDuplicate(tokenizer, random));
                return;
            }
            case 2 -> chatTemplate(mutant, random);
            case 3, 4 ->
                tokenizer.set(
                        JsonMutation.any(List.of("normalizer", "pre_tokenizer", "decoder", "post_processor"), random),
                        parsed(JsonMutation.any(PARTS, random)));
            case 5 -> addedToken(tokenizer, random);
            default -> {
                for (int i = random.nextInt(1, 4); i > 0; i--) {
                    JsonMutation.mutate(tokenizer, random);
                }
            }
        }
        mutant.put(Tokenizer.FILE, tokenizer);
    }

    private static void addedToken(ObjectNode tokenizer, RandomGenerator random) {
        if (tokenizer.path("added_tokens") instanceof ArrayNode tokens) {
            ObjectNode token = tokens.addObject();
            token.put("id", random.nextInt(400));
            token.put("content", JsonMutation.any(List.of("ab", "a", " ", "\u0000", "<x>", "é", "[PAD]"), random));
            for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized", "special")) {
                token.put(flag, random.nextBoolean());
            }
        }
    }

    private static void chatTemplate(Mutant mutant, RandomGenerator random) {
        ObjectNode config = mutant.json(ChatTemplate.FILE);
        var template = new StringBuilder(config.path("chat_template").stringValue(""));
        for (int i = random.nextInt(1, 4); i > 0 && !template.isEmpty(); i--) {
            int from = random.nextInt(template.length());
            int to = Math.min(template.length(), from + random.nextInt(1, 20));
            String piece = template.substring(from, to);
            switch (random.nextInt(3)) {
                case 0 -> template.delete(from, to);
                case 1 -> template.insert(random.nextInt(template.length()), piece);
                default -> template.insert(from, JsonMutation.any(List.of("{{", "%}", "~", "[0]", "|", "-"), random));
            }
        }
        config.put("chat_template", template.toString());
        if (random.nextInt(4) == 0) {
            JsonMutation.mutate(config, random);
        }
        mutant.put(
                ChatTemplate.FILE,
                random.nextInt(8) == 0 ? noText(template) : config.toString().getBytes(UTF_8));
    }

    private static byte[] noText(StringBuilder template) {
        return ("{\"chat_template\": [{\"name\": \"default\", \"template\": " + template.length() + "}]}")
                .getBytes(UTF_8);
    }

    private static JsonNode parsed(String json) {
        return JsonMapper.shared().readTree(json);
    }
}
