package looplm.eval.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import looplm.edge.SettingException;
import looplm.wire.Sha256;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads data files and checks them against their hash and the manifest beside them. Every fault names the file. */
public final class DatasetReader {

    private static final String FOLDER = "data/";
    private static final String MANIFEST = FOLDER + "manifest.json";

    private final DataFiles files;
    private final Manifest manifest;
    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * @throws SettingException if the manifest cannot be read
     */
    public DatasetReader(DataFiles files) {
        this.files = files;
        try {
            this.manifest = JsonMapper.shared().readValue(files.read(MANIFEST), Manifest.class);
        } catch (JacksonException e) {
            throw new SettingException(
                    MANIFEST + ": " + e.getOriginalMessage() + " (expected: what tasks export wrote)");
        }
    }

    /** A line of a data file. */
    private record Line(String id, String task, int level, String prompt, String answer, boolean seen) {}

    /**
     * @param name the file's
     * @param sha256 that its bytes must have
     * @throws SettingException naming the file, and the line where it is one
     */
    public Dataset read(String name, String sha256) {
        byte[] bytes = files.read(FOLDER + name);
        String actual = Sha256.hex(bytes);
        if (!actual.equals(sha256)) {
            throw new SettingException("%s: sha256 %s (expected: %s)".formatted(FOLDER + name, actual, sha256));
        }
        Manifest.File described = manifest.file(name)
                .orElseThrow(() -> new SettingException(MANIFEST + ": no file " + name + " (expected: its levels)"));
        if (!described.sha256().equals(sha256)) {
            throw new SettingException(
                    "%s: sha256 %s of %s (expected: %s)".formatted(MANIFEST, described.sha256(), name, sha256));
        }
        return new Dataset(name, sha256, items(described, text(name, bytes)));
    }

    private List<Item> items(Manifest.File file, String text) {
        var items = new ArrayList<Item>();
        var ids = new HashSet<String>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String place = FOLDER + file.file() + ", line " + number;
            Item item = item(file, place, line);
            if (!ids.add(item.id())) {
                throw new SettingException(place + ": id: " + item.id() + " (expected: each once)");
            }
            items.add(item);
        }
        if (items.size() != file.items()) {
            throw new SettingException("%s: %d items (expected: %d, as %s says)"
                    .formatted(FOLDER + file.file(), items.size(), file.items(), MANIFEST));
        }
        return items;
    }

    private Item item(Manifest.File file, String place, String line) {
        try {
            var read = json.readValue(line, Line.class);
            double chance = file.level(read.level())
                    .orElseThrow(() -> new IllegalArgumentException(
                            "level: " + read.level() + " (expected: one that " + MANIFEST + " lists)"))
                    .chance();
            return new Item(read.id(), read.task(), read.level(), read.prompt(), read.answer(), read.seen(), chance);
        } catch (JacksonException e) {
            throw new SettingException(place + ": " + e.getOriginalMessage());
        } catch (IllegalArgumentException e) {
            throw new SettingException(place + ": " + e.getMessage());
        }
    }

    private static String text(String name, byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new SettingException(FOLDER + name + ": not UTF-8");
        }
    }
}
