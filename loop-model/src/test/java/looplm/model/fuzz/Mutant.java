package looplm.model.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A checkpoint in memory while it is mutated: files by name, and symbolic links. */
final class Mutant {

    private final Map<String, byte[]> files;
    private final Map<String, String> links = new TreeMap<>();

    private Mutant(Map<String, byte[]> files) {
        this.files = files;
    }

    static Mutant of(Path directory) throws IOException {
        var files = new TreeMap<String, byte[]>();
        try (Stream<Path> list = Files.list(directory)) {
            for (Path file : list.toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return new Mutant(files);
    }

    List<String> names(String suffix) {
        return files.keySet().stream().filter(name -> name.endsWith(suffix)).toList();
    }

    byte[] get(String name) {
        return files.get(name);
    }

    void put(String name, byte[] content) {
        files.put(name, content);
    }

    void remove(String name) {
        files.remove(name);
    }

    void link(String name, String target) {
        files.remove(name);
        links.put(name, target);
    }

    ObjectNode json(String name) {
        return (ObjectNode) JsonMapper.shared().readTree(files.get(name));
    }

    void put(String name, JsonNode json) {
        files.put(name, json.toString().getBytes(UTF_8));
    }

    /** Changes a few bytes of any one file, as a bad disk would. */
    void addNoise(RandomGenerator random) {
        var names = new ArrayList<>(files.keySet());
        byte[] content = files.get(names.get(random.nextInt(names.size()))).clone();
        for (int i = random.nextInt(1, 4); i > 0 && content.length > 0; i--) {
            content[random.nextInt(Math.min(content.length, 20_000))] ^= (byte) (1 << random.nextInt(8));
        }
        files.put(names.get(random.nextInt(names.size())), content);
    }

    /** Whether a parser that knows nothing of checkpoints finds JSON wherever JSON must be. */
    boolean parses() {
        return files.keySet().stream()
                .allMatch(name -> name.endsWith(".safetensors")
                        ? SafetensorsBytes.headerParses(files.get(name))
                        : !name.endsWith(".json") || parses(files.get(name)));
    }

    static boolean parses(byte[] json) {
        try {
            return JsonMapper.shared().readTree(json).isObject();
        } catch (JacksonException e) {
            return false;
        }
    }

    void write(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> old = Files.list(directory)) {
                for (Path file : old.toList()) {
                    Files.delete(file);
                }
            }
        }
        Files.createDirectories(directory);
        for (var file : files.entrySet()) {
            Files.write(directory.resolve(file.getKey()), file.getValue());
        }
        for (var link : links.entrySet()) {
            Files.createSymbolicLink(directory.resolve(link.getKey()), Path.of(link.getValue()));
        }
    }
}
