package looplm.model.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import looplm.model.parity.GoldenCase;
import looplm.model.script.ScriptModule;
import looplm.model.testing.TinyLoopLm;
import looplm.model.weights.SafetensorsFile;
import looplm.model.weights.SafetensorsWriter;
import looplm.testing.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ForwardCommandTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"prefill,8", "padded,6"})
    void forward_equalsTheReference_whenRunOnGoldenCase(String group, int quantities) {
        try (var golden = GoldenCase.open("tiny-b")) {
            Path inputs = inputs(golden, group);
            Path dump = folder.resolve("dump.safetensors");
            JsonNode result = ModelCommandRun.of(
                            "forward",
                            "--model",
                            golden.checkpoint().toString(),
                            "--inputs",
                            inputs.toString(),
                            "--dump",
                            dump.toString(),
                            "--compare",
                            golden.expectedFile().toString(),
                            "--prefix",
                            group + ".",
                            "--json")
                    .json();
            assertThat(result.path("equal").booleanValue()).isTrue();
            assertThat(result.path("max_abs_error").size()).isEqualTo(quantities);
            assertThat(result.path("max_abs_error").values())
                    .allSatisfy(error -> assertThat(error.doubleValue()).isBetween(0.0, 1e-4));
            requireShapes(golden, group, dump, result);
            assertThat(folder).isDirectoryNotContaining("glob:**.partial");
        }
    }

    private static void requireShapes(GoldenCase golden, String group, Path dump, JsonNode result) {
        try (var file = SafetensorsFile.open(dump)) {
            assertThat(file.tensors().keySet())
                    .containsExactly(
                            "hidden",
                            "logits",
                            "gate_logits",
                            "exit_pdf",
                            "exit_cdf",
                            "expected_depth",
                            "kv.key",
                            "kv.value");
            for (String name : result.path("max_abs_error").propertyNames()) {
                assertThat(file.tensor(name).shape().stream().mapToInt(Math::toIntExact))
                        .as(name)
                        .containsExactly(Arrays.stream(golden.shape(group + "." + name))
                                .boxed()
                                .toArray(Integer[]::new));
            }
        }
    }

    @Test
    void forward_exitsOneAndShowsTheErrors_whenNotWithinTolerance() {
        try (var golden = GoldenCase.open("tiny-b")) {
            CommandRun run = ModelCommandRun.of(
                    "forward",
                    "--model",
                    golden.checkpoint().toString(),
                    "--inputs",
                    inputs(golden, "prefill").toString(),
                    "--dump",
                    folder.resolve("d").toString(),
                    "--compare",
                    golden.expectedFile().toString(),
                    "--prefix",
                    "prefill.",
                    "--tolerance",
                    "1e-12");
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out()).contains("hidden", "max abs error", "not all within 1e-12");
        }
    }

    @Test
    void forward_namesFileAndTensor_whenFilesDoNotFitOneAnother() {
        try (var golden = GoldenCase.open("tiny-b")) {
            Path inputs = inputs(golden, "prefill");
            assertFails(
                    ModelCommandRun.of(
                            "forward",
                            "--model",
                            golden.checkpoint().toString(),
                            "--inputs",
                            inputs.toString(),
                            "--dump",
                            folder.resolve("d").toString(),
                            "--compare",
                            golden.expectedFile().toString(),
                            "--prefix",
                            "padded."),
                    "padded.hidden: F32 [3, 3, 12, 48] (expected: F32 [3, 2, 12, 48])");
            assertFails(
                    ModelCommandRun.of(
                            "forward",
                            "--model",
                            golden.checkpoint().toString(),
                            "--inputs",
                            inputs.toString(),
                            "--dump",
                            folder.resolve("d").toString(),
                            "--compare",
                            golden.expectedFile().toString()),
                    "hidden: tensor missing");
        }
    }

    @Test
    void forward_runsMoreSteps_whenToldTo() {
        Path model = TinyLoopLm.write(folder.resolve("model"), 3);
        Path inputs = write(Map.of("input_ids", new long[][] {{1, 2, 3}}));
        String dump = folder.resolve("d").toString();
        JsonNode result = ModelCommandRun.of(
                        "forward",
                        "--model",
                        model.toString(),
                        "--inputs",
                        inputs.toString(),
                        "--dump",
                        dump,
                        "--steps",
                        "8",
                        "--json")
                .json();
        assertThat(result.path("tensors").path("hidden").toString()).isEqualTo("[8,1,3,24]");
        assertThat(result.has("equal")).isFalse();
        assertThat(ModelCommandRun.of(
                                "forward",
                                "--model",
                                model.toString(),
                                "--inputs",
                                inputs.toString(),
                                "--dump",
                                dump,
                                "--steps",
                                "9")
                        .code())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "input_ids: element 1: 259 (expected: 0..258)|{1,259}|{1,1}",
                "input_ids: element 0: -1 (expected: 0..258)|{-1,2}|{1,1}",
                "attention_mask: row 0 (expected: zeros for padding on the left|{1,2}|{1,0}",
                "attention_mask: row 0 (expected: zeros for padding on the left|{1,2}|{0,0}",
                "attention_mask: element 0: 2 (expected: 0..1)|{1,2}|{2,1}",
                "attention_mask: I64 [1, 1] (expected: I64 [1, 2])|{1,2}|{1}",
            })
    void forward_namesTheTensor_whenInputsAreWrong(String example) {
        String[] parts = example.split("\\|");
        Path model = TinyLoopLm.write(folder.resolve("model"), 3);
        Path inputs = write(Map.of("input_ids", longs(parts[1]), "attention_mask", longs(parts[2])));
        Path dump = folder.resolve("d");
        assertFails(
                ModelCommandRun.of(
                        "forward",
                        "--model",
                        model.toString(),
                        "--inputs",
                        inputs.toString(),
                        "--dump",
                        dump.toString()),
                parts[0]);
        assertThat(Files.exists(dump)).isFalse();
    }

    private static void assertFails(CommandRun run, String message) {
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().contains(".safetensors", message);
    }

    private Path inputs(GoldenCase golden, String group) {
        int[] shape = golden.shape(group + ".input_ids");
        var tensors = new LinkedHashMap<String, long[][]>();
        tensors.put("input_ids", rows(golden.ints(group + ".input_ids"), shape));
        if (group.equals("padded")) {
            tensors.put("attention_mask", rows(golden.ints("padded.attention_mask"), shape));
        }
        return write(tensors);
    }

    private static long[][] rows(int[] values, int[] shape) {
        var rows = new long[shape[0]][shape[1]];
        for (int i = 0; i < values.length; i++) {
            rows[i / shape[1]][i % shape[1]] = values[i];
        }
        return rows;
    }

    private static long[][] longs(String row) {
        return new long[][] {
            Arrays.stream(row.substring(1, row.length() - 1).split(","))
                    .mapToLong(Long::parseLong)
                    .toArray()
        };
    }

    private Path write(Map<String, long[][]> tensors) {
        Path file = folder.resolve("in.safetensors");
        try (NDManager manager = ScriptModule.newManager()) {
            var arrays = new LinkedHashMap<String, NDArray>();
            tensors.forEach((name, rows) -> arrays.put(
                    name,
                    manager.create(
                            Arrays.stream(rows).flatMapToLong(Arrays::stream).toArray(),
                            new Shape(rows.length, rows[0].length))));
            SafetensorsWriter.write(file, arrays, Map.of());
        }
        return file;
    }
}
