package looplm.model.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import looplm.model.checkpoint.GenerationDefaults;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.testing.TinyLoopLm;
import looplm.model.text.ChatTemplate;
import looplm.model.text.Tokenizer;
import looplm.model.weights.WeightFiles;
import looplm.testing.CommandRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fault of the user's files is told in one line with exit code 1, by every command. */
class ModelCommandFaultTest {

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void write() throws IOException {
        model = TinyLoopLm.write(folder.resolve("model"), 3);
        byte[] header = "{\"input_ids\":{\"dtype\":\"I64\",\"shape\":[1,1],\"data_offsets\":[0,8]}}".getBytes(UTF_8);
        ByteBuffer inputs = ByteBuffer.allocate(16 + header.length).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(
                folder.resolve("in.safetensors"),
                inputs.putLong(header.length).put(header).putLong(1).array());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tokenize --chat hi",
                "generate --chat hi",
                "generate --prompt hi",
                "score --context a --continuation b",
                "inspect",
                "forward --inputs FOLDER/in.safetensors --dump FOLDER/out.safetensors"
            })
    void command_tellsOneLine_whenAFileIsBroken(String command) throws IOException {
        for (String file : new String[] {
            LoopLmConfig.FILE, GenerationDefaults.FILE, ChatTemplate.FILE, Tokenizer.FILE, WeightFiles.SINGLE
        }) {
            write();
            Files.writeString(
                    model.resolve(file), "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
            CommandRun run = run(command);
            assertThat(run.out()).doesNotContain("\tat ");
            if (run.code() != 0) {
                assertThat(run.code()).isEqualTo(1);
                assertThat(run.err().lines())
                        .as(file)
                        .singleElement()
                        .asString()
                        .contains("git lfs pull");
            }
        }
        Files.move(model, folder.resolve("elsewhere"));
        assertOneLine(run(command), model + ": no such directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokenize --chat hi", "generate --chat hi"})
    void command_tellsTheTemplatesWords_whenItFails(String command) throws IOException {
        template("{{ raise_exception('roles must\\nalternate') }}");
        assertOneLine(run(command), "refused by the model's chat template: roles must alternate");
        template("x\n{{ 1 + none }}");
        assertOneLine(run(command), "line 2: ");
    }

    @Test
    void command_tellsOneLine_whenItsOutputCannotBeWritten() {
        Path nowhere = folder.resolve("nowhere").resolve("file");
        assertOneLine(run("inspect --export-archive " + nowhere), nowhere + ": no such file or directory");
    }

    private void assertOneLine(CommandRun run, String part) {
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().contains(part);
    }

    private void template(String source) throws IOException {
        Files.writeString(model.resolve(ChatTemplate.TEMPLATE_FILE), source);
    }

    private CommandRun run(String command) {
        String[] words = command.replace("FOLDER", folder.toString()).split(" ");
        var all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "--model";
        all[words.length + 1] = model.toString();
        return ModelCommandRun.of(all);
    }
}
