package looplm.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import looplm.model.TextModel;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.checkpoint.GenerationDefaults;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.testing.TinyLoopLm;
import looplm.model.text.ChatTemplate;
import looplm.model.text.Tokenizer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Model directories with files that are missing, are something else or lead out of it: an error that names the file. */
class RefusedDirectoryTest {

    private static final String NORM = WeightNames.FINAL_NORM;

    @TempDir
    private Path folder;

    private Path directory;
    private Path weights;

    @BeforeEach
    void write() {
        directory = TinyLoopLm.write(folder.resolve("model"), 1);
        weights = directory.resolve(WeightFiles.SINGLE);
    }

    @Test
    void load_namesWhatStandsInAFilesPlace_whenADownloadWentWrong() throws IOException {
        var standIns = Map.of(
                "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n",
                "git lfs pull",
                "\n<!DOCTYPE html><html><body>Sign in</body></html>",
                "HTML",
                "<html>404</html>",
                "HTML",
                "",
                "empty file");
        for (String name : List.of(
                LoopLmConfig.FILE,
                GenerationDefaults.FILE,
                ChatTemplate.FILE,
                ChatTemplate.TEMPLATE_FILE,
                Tokenizer.FILE,
                WeightFiles.SINGLE)) {
            for (Map.Entry<String, String> standIn : standIns.entrySet()) {
                write();
                Files.writeString(directory.resolve(name), standIn.getKey());
                refused(directory.resolve(name).toString(), standIn.getValue());
            }
        }
    }

    @Test
    void load_namesTheDirectory_whenThereIsNone() {
        directory = folder.resolve("nowhere");
        refused(directory + ": no such directory");
    }

    @Test
    void load_namesShard_whenIndexIsWrong() throws IOException {
        Files.move(weights, directory.resolve("model-00001-of-00001.safetensors"));
        index("model-00001-of-00001.safetensors", NORM);
        TextModel.load(directory).close();

        index("model-00002-of-00002.safetensors", NORM);
        refused("model-00002-of-00002.safetensors", "missing");
        index("../model-00001-of-00001.safetensors", NORM);
        refused(WeightFiles.INDEX, NORM);
        index("/etc/passwd", NORM);
        refused(WeightFiles.INDEX, NORM);
        Files.copy(directory.resolve("model-00001-of-00001.safetensors"), directory.resolve("copy.safetensors"));
        index("copy.safetensors", NORM);
        refused("copy.safetensors");
        Files.writeString(
                directory.resolve(WeightFiles.INDEX),
                "{\"weight_map\": {\"a\": \"model-00001-of-00001.safetensors\"}}");
        refused("model-00001-of-00001.safetensors", "a: tensor missing");
        Files.writeString(directory.resolve(WeightFiles.INDEX), "{}");
        refused(WeightFiles.INDEX, "weight_map");
    }

    @Test
    void load_namesFile_whenOneIsMissingOrCutOff() throws IOException {
        for (String name : List.of(LoopLmConfig.FILE, Tokenizer.FILE, WeightFiles.SINGLE)) {
            write();
            Path file = directory.resolve(name);
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
            refused(name);
            Files.delete(file);
            refused(name, "missing");
        }
    }

    @Test
    void load_namesFile_whenTokenizerIsNone() throws IOException {
        Files.writeString(directory.resolve(Tokenizer.FILE), "{\"model\": {\"type\": \"Unknown\"}}");
        refused(Tokenizer.FILE);
    }

    @Test
    void load_namesKey_whenVocabularyIsSmallerThanTheTokenizers() throws IOException {
        String tokenizer = Files.readString(directory.resolve(Tokenizer.FILE));
        Files.writeString(
                directory.resolve(Tokenizer.FILE),
                tokenizer.replace(":258", ":259").replace("\"id\":258", "\"id\":259"));
        refused(LoopLmConfig.FILE, "vocab_size");
    }

    @Test
    void load_refuses_whenAFileIsALinkOutOfTheDirectory() throws IOException {
        for (String name : List.of(LoopLmConfig.FILE, Tokenizer.FILE, WeightFiles.SINGLE)) {
            write();
            Path outside = folder.resolve("outside-" + name);
            Files.move(directory.resolve(name), outside);
            Files.createSymbolicLink(directory.resolve(name), outside);
            refused(name, "symbolic link", "outside-");
        }
    }

    @Test
    void load_follows_whenALinkStaysInTheDirectoryOrLeadsToTheHubCache() throws IOException {
        Files.move(weights, directory.resolve("weights"));
        Files.createSymbolicLink(weights, Path.of("weights"));
        TextModel.load(directory).close();

        Path blobs = Files.createDirectories(folder.resolve("cache/blobs"));
        Path snapshot = Files.createDirectories(folder.resolve("cache/snapshots/abc"));
        for (Path file : List.of(weights, directory.resolve(LoopLmConfig.FILE), directory.resolve(Tokenizer.FILE))) {
            String name = file.getFileName().toString();
            Files.copy(file, blobs.resolve("blob-" + name));
            Files.createSymbolicLink(snapshot.resolve(name), Path.of("../../blobs/blob-" + name));
        }
        TextModel.load(snapshot).close();
    }

    @Test
    void load_refuses_whenAShardIsALinkOutOfTheDirectory() throws IOException {
        Path outside = folder.resolve("outside.safetensors");
        Files.move(weights, outside);
        Files.createSymbolicLink(directory.resolve("model-00001-of-00001.safetensors"), outside);
        index("model-00001-of-00001.safetensors", NORM);
        refused("model-00001-of-00001.safetensors", "symbolic link");
    }

    @Test
    @Timeout(20) // reading a pipe nobody writes to would never end
    void load_refuses_whenAFileIsNoRegularFile() throws IOException, InterruptedException {
        Files.delete(weights);
        Files.createDirectory(weights);
        refused(WeightFiles.SINGLE, "not a regular file");
        write();
        Path config = directory.resolve(LoopLmConfig.FILE);
        Files.delete(config);
        assertThat(new ProcessBuilder("mkfifo", config.toString()).start().waitFor())
                .isZero();
        refused(LoopLmConfig.FILE, "not a regular file");
    }

    @Test
    void load_namesShard_whenIndexNamesAStrangePath() throws IOException {
        Files.move(weights, directory.resolve("model-00001-of-00001.safetensors"));
        for (String shard : List.of(
                "sub/model.safetensors",
                "..\\model.safetensors",
                "./model-00001-of-00001.safetensors",
                ".safetensors",
                "model\u0000.safetensors",
                "config.json",
                "")) {
            index(shard, NORM);
            refused(WeightFiles.INDEX, NORM);
        }
        Files.writeString(
                directory.resolve(WeightFiles.INDEX),
                "{\"weight_map\": {\"a\": \"x.safetensors\", \"a\": \"x.safetensors\"}}");
        refused(WeightFiles.INDEX, "Duplicate");
        Files.writeString(directory.resolve(WeightFiles.INDEX), "{\"weight_map\": {}}");
        refused(WeightFiles.INDEX, "weight_map");
        Files.writeString(directory.resolve(WeightFiles.INDEX), "{\"weight_map\": [");
        refused(WeightFiles.INDEX, "not JSON");
    }

    @Test
    void load_namesTensor_whenIndexLeavesOneOut() throws IOException {
        Files.move(weights, directory.resolve("model-00001-of-00001.safetensors"));
        index("model-00001-of-00001.safetensors", NORM);
        Path index = directory.resolve(WeightFiles.INDEX);
        Files.writeString(index, Files.readString(index).replace(NORM, "model.norm.other"));
        refused("model-00001-of-00001.safetensors", "model.norm.other: tensor missing");
    }

    private void refused(String... parts) {
        assertThatThrownBy(() -> TextModel.load(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll(parts);
    }

    private void index(String shard, String tensor) throws IOException {
        var map = new LinkedHashMap<String, String>();
        WeightNames.shapes(TinyLoopLm.config())
                .keySet()
                .forEach(name -> map.put(name, "model-00001-of-00001.safetensors"));
        map.put(tensor, shard);
        Files.writeString(
                directory.resolve(WeightFiles.INDEX),
                JsonMapper.shared().writeValueAsString(Map.of("weight_map", map)));
    }
}
