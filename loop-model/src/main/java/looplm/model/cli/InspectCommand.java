package looplm.model.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.inspect.Inspection;
import looplm.model.inspect.WeightScan;
import looplm.model.kernel.ForwardText;
import looplm.model.weights.WeightFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code inspect}: what a model directory holds, without loading it. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Shows a model directory's configuration, parameters, memory per context length and exit gate.",
        footer = {
            "",
            "Example:",
            "  looplm inspect --model models/looplm-nano --verify --json",
            "",
            "--verify reads every weight: NaN, infinities, the weights hash. Exit code 1 where a value is no number."
        })
final class InspectCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOption model;

    @Option(names = "--verify", description = "Read every weight.")
    private boolean verify;

    @Option(
            names = "--export-archive",
            paramLabel = "F",
            description =
                    "Also write the forward pass, without weights, as an archive that any PyTorch from 2.7 on runs.")
    private @Nullable Path archive;

    @Mixin
    private JsonLine json;

    @Override
    public Integer call() throws IOException {
        if (archive != null) {
            Files.write(archive, ForwardText.archive());
        }
        try (var files = WeightFiles.open(model.directory())) {
            Inspection inspection = Inspection.of(model.directory(), files);
            Optional<WeightScan> scan =
                    verify ? Optional.of(WeightScan.of(model.directory(), files)) : Optional.empty();
            if (json.wanted()) {
                json.print(result(inspection, scan));
            } else {
                print(inspection, scan);
            }
            boolean sound = scan.map(found -> found.faults().isEmpty()).orElse(true);
            return sound ? 0 : 1;
        }
    }

    private static Map<String, Object> result(Inspection inspection, Optional<WeightScan> scan) {
        var result = new LinkedHashMap<String, Object>();
        result.put("config", config(inspection.config()));
        result.put("eos_token_ids", inspection.defaults().eosTokenIds());
        result.put("parameters", inspection.parameters());
        result.put("stored_bytes", inspection.storedBytes());
        var kv = new LinkedHashMap<String, Object>();
        kv.put("bytes_per_token", inspection.keyValueBytesPerToken());
        kv.put(
                "contexts",
                inspection.memory().stream()
                        .map(memory -> Map.of("positions", memory.positions(), "bytes", memory.keyValueBytes()))
                        .toList());
        result.put("kv", kv);
        var gate = new LinkedHashMap<String, Object>();
        gate.put("bias", inspection.gate().bias());
        gate.put("weight_norm", inspection.gate().weightNorm());
        gate.put("hazard_of_bias", inspection.gate().biasHazard());
        result.put("gate", gate);
        result.put("chat_turns", inspection.chatTurns() == 0 ? null : inspection.chatTurns());
        result.put("depth_profile", inspection.hasDepthProfile());
        scan.ifPresent(found -> result.put("verify", verified(found)));
        return result;
    }

    private static Map<String, Object> config(LoopLmConfig config) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("vocab_size", config.vocabSize());
        fields.put("hidden_size", config.hiddenSize());
        fields.put("intermediate_size", config.intermediateSize());
        fields.put("layers", config.layers());
        fields.put("query_heads", config.queryHeads());
        fields.put("kv_heads", config.kvHeads());
        fields.put("head_dim", config.headDim());
        fields.put("trained_steps", config.recurrentSteps());
        fields.put("context_length", config.contextLength());
        fields.put("norm_epsilon", config.normEpsilon());
        fields.put("rope_theta", config.ropeTheta());
        fields.put("tied_embeddings", config.tiedEmbeddings());
        fields.put("exit_threshold", config.exitThreshold());
        fields.put(
                "exit_step", config.exitStep().isPresent() ? config.exitStep().getAsInt() + 1 : null);
        return fields;
    }

    private static Map<String, Object> verified(WeightScan scan) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("weights_hash", scan.weightsHash().hex());
        fields.put("tensors", scan.tensors());
        fields.put("values", scan.values());
        fields.put("nan", scan.notNumbers());
        fields.put("infinite", scan.infinite());
        fields.put("faults", scan.faults());
        return fields;
    }

    private void print(Inspection inspection, Optional<WeightScan> scan) {
        PrintWriter out = spec.commandLine().getOut();
        config(inspection.config()).forEach((key, value) -> out.printf("%-18s %s%n", key, value == null ? "-" : value));
        out.printf("%-18s %s%n", "eos_token_ids", inspection.defaults().eosTokenIds());
        out.printf("%-18s %,d%n", "parameters", inspection.parameters());
        inspection.storedBytes().forEach((type, bytes) -> out.printf("%-18s %s%n", "stored as " + type, size(bytes)));
        out.printf(
                "%-18s bias %.4f (a hazard of %.3f), weight norm %.4f%n",
                "exit gate",
                inspection.gate().bias(),
                inspection.gate().biasHazard(),
                inspection.gate().weightNorm());
        out.printf("%-18s %s%n", "depth profile", inspection.hasDepthProfile() ? "yes" : "no");
        out.printf("%-18s %,d bytes a token, all steps, f32%n", "KV cache", inspection.keyValueBytesPerToken());
        inspection
                .memory()
                .forEach(memory -> out.printf("%,18d %s%n", memory.positions(), size(memory.keyValueBytes())));
        scan.ifPresent(found -> print(out, found));
        out.flush();
    }

    private static void print(PrintWriter out, WeightScan scan) {
        out.printf("%-18s %s%n", "weights hash", scan.weightsHash().hex());
        out.printf(
                "%-18s %,d tensors, %,d values, %d NaN, %d infinite%n",
                "verified", scan.tensors(), scan.values(), scan.notNumbers(), scan.infinite());
        scan.faults().forEach(out::println);
    }

    private static String size(long bytes) {
        return bytes < 1 << 20 ? "%,d bytes".formatted(bytes) : "%,.1f MiB".formatted(bytes / (double) (1 << 20));
    }
}
