package looplm.model.hub;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.checkpoint.JsonFields;
import looplm.model.weights.WeightFiles;
import tools.jackson.databind.JsonNode;

/**
 * What a hub says a version holds, cut down to the files a model directory needs.
 *
 * @param commit the version, for all later requests: a branch may move meanwhile
 * @param files configuration first, weights last
 */
public record HubListing(String commit, List<HubFile> files) {

    /** As much as the reader of such a file accepts. */
    private static final long MAX_JSON_BYTES = 64L << 20;

    private static final long MAX_TEXT_BYTES = 4L << 20;
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern SHARD = Pattern.compile("model-[0-9]{5}-of-[0-9]{5}\\.safetensors");

    private static final List<String> JSON_FILES = List.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "depth_profile.json",
            "model_card.json");

    private static final List<String> TEXT_FILES = List.of("chat_template.jinja", "README.md");

    public HubListing {
        files = List.copyOf(files);
    }

    /** Bytes of all files. */
    public long bytes() {
        return files.stream().mapToLong(HubFile::size).sum();
    }

    /**
     * Reads the hub's answer.
     *
     * @param maxWeightBytes size of one weight file at most
     * @throws CheckpointException naming the field at fault
     */
    static HubListing parse(HubRepository repository, byte[] answer, long maxWeightBytes) {
        JsonFields json = JsonFields.parse(Path.of(repository.toString()), answer);
        String commit = json.text("sha").orElse("");
        if (!COMMIT.matcher(commit).matches()) {
            throw json.fault("sha", "40 hexadecimal digits");
        }
        JsonNode siblings = json.node().path("siblings");
        if (!siblings.isArray()) {
            throw json.fault("siblings", "a list of files");
        }
        var byName = new LinkedHashMap<String, JsonFields>();
        for (JsonNode sibling : siblings.values()) {
            if (!sibling.isObject()) {
                throw json.fault("siblings", "a list of objects");
            }
            JsonFields fields = json.within(sibling);
            if (byName.put(requireInside(fields), fields) != null) {
                throw fields.fault("rfilename", "a name of its own");
            }
        }
        var wanted = new LinkedHashMap<String, JsonFields>();
        wanted(json, byName).forEach(name -> wanted.put(name, byName.get(name)));
        var files = new ArrayList<HubFile>();
        wanted.forEach((name, fields) -> files.add(file(name, fields, maxWeightBytes)));
        return new HubListing(commit, files);
    }

    /** A name that would leave the directory is never written; a hub that sends one is not served further. */
    private static String requireInside(JsonFields fields) {
        String name = fields.text("rfilename").orElse("");
        boolean inside = !name.isEmpty()
                && !name.startsWith("/")
                && name.codePoints().noneMatch(c -> c == '\\' || Character.isISOControl(c))
                && !List.of(name.split("/", -1)).contains("..");
        if (!inside) {
            throw fields.fault("rfilename", "a relative path inside the repository");
        }
        return name;
    }

    /** Only plain names of this list are taken: no folders, no code, no formats nobody here reads. */
    private static List<String> wanted(JsonFields json, Map<String, JsonFields> byName) {
        var wanted = new ArrayList<String>();
        var known = new ArrayList<>(JSON_FILES);
        known.addAll(TEXT_FILES);
        known.stream().filter(byName::containsKey).forEach(wanted::add);
        var weights = new ArrayList<String>();
        if (byName.containsKey(WeightFiles.SINGLE)) {
            weights.add(WeightFiles.SINGLE);
        } else if (byName.containsKey(WeightFiles.INDEX)) {
            weights.add(WeightFiles.INDEX);
            byName.keySet().stream()
                    .filter(name -> SHARD.matcher(name).matches())
                    .sorted()
                    .forEach(weights::add);
        }
        var missing = new HashSet<>(List.of("config.json", "tokenizer.json"));
        missing.removeAll(wanted);
        if (!missing.isEmpty() || weights.isEmpty()) {
            throw new CheckpointException(
                    json.file(),
                    "siblings: no "
                            + (missing.isEmpty()
                                    ? WeightFiles.SINGLE
                                    : missing.iterator().next())
                            + " (expected: a Hugging Face model with safetensors)");
        }
        wanted.addAll(weights);
        return wanted;
    }

    private static HubFile file(String name, JsonFields fields, long maxWeightBytes) {
        JsonNode size = fields.node().path("size");
        long limit = limit(name, maxWeightBytes);
        if (!size.isIntegralNumber() || !size.canConvertToLong() || size.longValue() < 0 || size.longValue() > limit) {
            throw new CheckpointException(
                    fields.file(), name + ": size: " + size + " (expected: 0.." + limit + " bytes)");
        }
        return new HubFile(name, size.longValue(), hash(name, fields));
    }

    private static long limit(String name, long maxWeightBytes) {
        if (TEXT_FILES.contains(name)) {
            return MAX_TEXT_BYTES;
        }
        return name.endsWith(".json") ? MAX_JSON_BYTES : maxWeightBytes;
    }

    private static FileHash hash(String name, JsonFields fields) {
        try {
            var large = fields.object("lfs");
            if (large.isPresent()) {
                return new FileHash.Sha256(large.get()
                        .text("sha256")
                        .or(() -> large.get().text("oid"))
                        .orElse("missing"));
            }
            return new FileHash.GitBlob(
                    fields.text("blobId").or(() -> fields.text("oid")).orElse("missing"));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(fields.file(), name + ": " + e.getMessage(), e);
        }
    }
}
