package looplm.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import looplm.model.testing.TinyLoopLm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class LoopLmConfigTest {

    @TempDir
    private Path directory;

    @Test
    void read_returnsTheSame_whenWrittenByToJson() throws IOException {
        LoopLmConfig config = TinyLoopLm.config();
        Files.writeString(directory.resolve(LoopLmConfig.FILE), config.toJson());
        assertThat(LoopLmConfig.read(directory)).isEqualTo(config);
    }

    @Test
    void read_derives_whenOptionalKeysAreMissing() throws IOException {
        ObjectNode json = tiny();
        json.put("hidden_size", 32);
        List.of("head_dim", "num_key_value_heads", "tie_word_embeddings", "early_exit_threshold", "eos_token_id")
                .forEach(json::remove);
        LoopLmConfig config = read(json);
        assertThat(config.headDim()).isEqualTo(8);
        assertThat(config.kvHeads()).isEqualTo(4);
        assertThat(config.tiedEmbeddings()).isFalse();
        assertThat(config.exitThreshold()).isEqualTo(1);
        assertThat(config.eosTokenIds()).isEmpty();
    }

    @Test
    void read_ignoresExitStep_whenOutsideTheSteps() throws IOException {
        assertThat(read(tiny().put("early_exit_step", -1)).exitStep()).isEmpty();
        assertThat(read(tiny().put("early_exit_step", 4)).exitStep()).isEmpty();
        assertThat(read(tiny().put("early_exit_step", 3)).exitStep()).isEqualTo(OptionalInt.of(3));
    }

    @Test
    void read_takesThresholdAboveOneAsOne_whenReferenceWouldNeverReachIt() throws IOException {
        assertThat(read(tiny().put("early_exit_threshold", 1.5)).exitThreshold())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            model_type              | "llama"
            model_type              | null
            total_ut_steps          | 0
            total_ut_steps          | 1000000
            total_ut_steps          | 2.5
            total_ut_steps          | "4"
            num_key_value_heads     | 3
            num_key_value_heads     | 8
            num_attention_heads     | 0
            head_dim                | 7
            hidden_size             | 2147483648
            hidden_size             | -1
            num_hidden_layers       | null
            vocab_size              | 0
            max_position_embeddings | 99999999
            max_position_embeddings | 0
            head_dim                | 1026
            num_hidden_layers       | 100000
            intermediate_size       | 1e9
            vocab_size              | 18446744073709551616
            rope_scaling            | {"rope_type":"yarn"}
            rope_scaling            | {"type":"linear","factor":2.0}
            rope_scaling            | {"factor":2.0}
            rope_scaling            | {"rope_theta":5000}
            rope_scaling            | "yarn"
            rope_parameters         | {"rope_type":"yarn","factor":4.0,"rope_theta":10000}
            rope_parameters         | {"rope_type":"default","factor":4.0}
            rope_parameters         | {"rope_type":"default","partial_rotary_factor":0.5}
            rope_parameters         | {"rope_theta":20000}
            rope_parameters         | {"rope_theta":0}
            rope_parameters         | {"full_attention":{"rope_theta":10000}}
            rope_parameters         | 3
            partial_rotary_factor   | 0.25
            rope_theta              | 0
            rms_norm_eps            | 0
            rms_norm_eps            | null
            layer_types             | ["full_attention","sliding_attention"]
            layer_types             | ["full_attention"]
            layer_types             | "full_attention"
            hidden_act              | "gelu"
            use_sliding_window      | true
            attention_bias          | true
            tie_word_embeddings     | 1
            early_exit_threshold    | 0
            early_exit_threshold    | -0.5
            eos_token_id            | 259
            eos_token_id            | [0, -1]
            eos_token_id            | ["x"]
            """)
    void read_namesFileAndKey_whenValueIsHostile(String key, String value) throws IOException {
        ObjectNode json = tiny();
        json.set(key, JsonMapper.shared().readTree(value));
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(LoopLmConfig.FILE)
                .hasMessageContaining(key);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"rope_theta": 500000.0, "rope_type": "default"}      | null                     | true
            {"rope_theta": 500000, "rope_type": "default"}        | {"rope_type": "default"} | false
            {"rope_theta": 500000, "partial_rotary_factor": 1.0}  | null                     | false
            {"rope_type": "default"}                              | {"type": "default"}      | true
            null                                                  | {"rope_type": "default"} | true
            null                                                  | {}                       | true
            """)
    void read_takesTheBaseWhereverItStands_whenTheRotaryEmbeddingIsPlain(
            String parameters, String scaling, boolean topLevel) throws IOException {
        ObjectNode json = tiny();
        json.remove("rope_theta");
        if (topLevel) {
            json.put("rope_theta", 500_000);
        }
        json.set("rope_parameters", JsonMapper.shared().readTree(parameters));
        json.set("rope_scaling", JsonMapper.shared().readTree(scaling));
        assertThat(read(json).ropeTheta()).isEqualTo(500_000);
    }

    @Test
    void read_namesTheKindOfRope_whenItIsAnother() throws IOException {
        ObjectNode json = tiny();
        json.remove("rope_theta");
        assertThatThrownBy(() -> read(json)).hasMessageContaining("rope_theta: missing");
        json.set("rope_parameters", JsonMapper.shared().readTree("{\"rope_type\": \"yarn\", \"rope_theta\": 10000}"));
        assertThatThrownBy(() -> read(json))
                .hasMessageContaining("rope_parameters.rope_type: yarn (expected: default)");
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "0, 0", "null, 0", "50, 50"})
    void read_keepsAllTokens_whenTopKIsOneOfTheWaysToSaySo(String value, int topK) throws IOException {
        Files.writeString(
                directory.resolve(GenerationDefaults.FILE), "{\"do_sample\": true, \"top_k\": " + value + "}");
        assertThat(GenerationDefaults.read(directory, TinyLoopLm.config()).topK())
                .isEqualTo(topK);
    }

    @Test
    void read_namesTopK_whenItIsNoCount() throws IOException {
        Files.writeString(directory.resolve(GenerationDefaults.FILE), "{\"top_k\": -2}");
        assertThatThrownBy(() -> GenerationDefaults.read(directory, TinyLoopLm.config()))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("top_k");
    }

    @Test
    void read_namesKey_whenRotaryTablesWouldTakeGigabytes() throws IOException {
        ObjectNode json = tiny().put("max_position_embeddings", 1 << 20).put("head_dim", 128);
        assertThat(read(json).contextLength()).isEqualTo(1 << 20);
        assertThatThrownBy(() -> read(json.put("head_dim", 130)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll(LoopLmConfig.FILE, "max_position_embeddings", "head_dim");
    }

    @ParameterizedTest
    @CsvSource({"{\"model_type\": \"ou", "[]", "''", "'{\"vocab_size\": 1, \"vocab_size\": 2}'"})
    void read_namesFile_whenItIsNoJsonObject(String content) throws IOException {
        Files.writeString(directory.resolve(LoopLmConfig.FILE), content);
        assertThatThrownBy(() -> LoopLmConfig.read(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(LoopLmConfig.FILE);
    }

    @Test
    void read_joinsEndTokensOfBothFiles_whenTheyDiffer() throws IOException {
        LoopLmConfig config = TinyLoopLm.config();
        Path file = directory.resolve(GenerationDefaults.FILE);
        assertThat(GenerationDefaults.read(directory, config).eosTokenIds()).containsExactly(256);
        Files.writeString(
                file, "{\"eos_token_id\": [2, 258], \"do_sample\": true, \"temperature\": 0.6, \"top_p\": 0.95}");
        GenerationDefaults defaults = GenerationDefaults.read(directory, config);
        assertThat(defaults.eosTokenIds()).containsExactly(2, 258, 256);
        assertThat(defaults.sampled()).isTrue();
        assertThat(defaults.temperature()).isEqualTo(0.6);
        Files.writeString(file, "{\"eos_token_id\": 259}");
        assertThatThrownBy(() -> GenerationDefaults.read(directory, config)).hasMessageContaining("eos_token_id");
    }

    private static ObjectNode tiny() {
        return (ObjectNode) JsonMapper.shared().readTree(TinyLoopLm.config().toJson());
    }

    private LoopLmConfig read(ObjectNode json) throws IOException {
        Files.writeString(directory.resolve(LoopLmConfig.FILE), json.toString());
        return LoopLmConfig.read(directory);
    }
}
