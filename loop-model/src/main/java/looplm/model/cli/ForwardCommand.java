package looplm.model.cli;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import looplm.model.LoopLm;
import looplm.model.dump.DumpComparison;
import looplm.model.dump.ForwardDump;
import looplm.model.dump.ForwardInputs;
import looplm.model.dump.Quantity;
import looplm.model.weights.SafetensorsWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code forward}: everything a forward pass computes, to be compared with another implementation. */
@Command(
        name = "forward",
        mixinStandardHelpOptions = true,
        description = "Writes what every recurrent step of every position computes, and compares it with another dump.",
        footer = {
            "",
            "Example:",
            "  looplm forward --model Ouro-1.4B --inputs in.safetensors --dump ours.safetensors \\",
            "      --compare theirs.safetensors",
            "",
            "in.safetensors holds input_ids [B,N] and may hold attention_mask [B,N], both int64; padding on the left.",
            "The dump holds, in float32, hidden [T,B,N,E], logits [T,B,N,V], gate_logits [T,B,N], exit_pdf and",
            "exit_cdf [B,N,T], expected_depth [B,N], kv.key and kv.value [T,L,B,K,N,D]; 0 at padding.",
            "Exit code 1 where a difference exceeds the tolerance."
        })
final class ForwardCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOption model;

    @Option(names = "--inputs", required = true, paramLabel = "F", description = "Safetensors file of ids.")
    private Path inputs;

    @Option(names = "--dump", required = true, paramLabel = "G", description = "Safetensors file to write.")
    private Path dump;

    @Option(
            names = "--compare",
            paramLabel = "E",
            description = "Safetensors file of another implementation; what it holds of the same names is compared.")
    private @Nullable Path compare;

    @Option(
            names = "--prefix",
            paramLabel = "P",
            defaultValue = "",
            description = "Before the names in --compare's file, such as prefill.")
    private String prefix;

    @Option(
            names = "--tolerance",
            paramLabel = "X",
            defaultValue = "1e-4",
            description = "Largest absolute difference accepted. Default: ${DEFAULT-VALUE}.")
    private double tolerance;

    @Mixin
    private StepsOption steps;

    @Mixin
    private JsonLine json;

    @Override
    public Integer call() {
        if (!(tolerance >= 0)) {
            throw new ParameterException(spec.commandLine(), "--tolerance: " + tolerance + " (expected: 0 or above)");
        }
        try (LoopLm loaded = LoopLm.load(model.directory());
                NDManager scope = loaded.manager().newSubManager()) {
            int recurrentSteps = steps.of(loaded.config());
            ForwardInputs ids = ForwardInputs.read(inputs, loaded.config());
            SequencedMap<Quantity, NDArray> tensors = ForwardDump.of(loaded, scope, ids, recurrentSteps);
            write(loaded, tensors, recurrentSteps);
            Map<Quantity, Double> errors =
                    compare == null ? Map.of() : DumpComparison.compare(tensors, ids, compare, prefix);
            boolean equal = errors.values().stream().allMatch(error -> error <= tolerance);
            if (json.wanted()) {
                json.print(result(tensors, errors, equal));
            } else {
                print(tensors, errors, equal);
            }
            return equal ? 0 : 1;
        }
    }

    /** Beside its place first: a reader never finds half a file. */
    private void write(LoopLm loaded, SequencedMap<Quantity, NDArray> tensors, int recurrentSteps) {
        var named = new LinkedHashMap<String, NDArray>();
        tensors.forEach((quantity, tensor) -> named.put(quantity.key(), tensor));
        var metadata = new LinkedHashMap<String, String>();
        metadata.put("recurrent_steps", Integer.toString(recurrentSteps));
        loaded.weightsHash().ifPresent(hash -> metadata.put("weights_hash", hash.hex()));
        Path partial = dump.resolveSibling(dump.getFileName() + ".partial");
        try {
            Files.deleteIfExists(partial);
            SafetensorsWriter.write(partial, named, metadata);
            Files.move(partial, dump, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException("--dump: " + dump + " can't be written: " + e.getMessage(), e);
        }
    }

    private Map<String, Object> result(
            SequencedMap<Quantity, NDArray> tensors, Map<Quantity, Double> errors, boolean equal) {
        var result = new LinkedHashMap<String, Object>();
        result.put("dump", dump.toString());
        var shapes = new LinkedHashMap<String, Object>();
        tensors.forEach((quantity, tensor) -> shapes.put(quantity.key(), shape(tensor)));
        result.put("tensors", shapes);
        if (compare != null) {
            var byName = new LinkedHashMap<String, Object>();
            errors.forEach((quantity, error) -> byName.put(quantity.key(), error));
            result.put("max_abs_error", byName);
            result.put("tolerance", tolerance);
            result.put("equal", equal);
        }
        return result;
    }

    private void print(SequencedMap<Quantity, NDArray> tensors, Map<Quantity, Double> errors, boolean equal) {
        PrintWriter out = spec.commandLine().getOut();
        tensors.forEach((quantity, tensor) -> out.printf(
                "%-15s %-26s %s%n",
                quantity.key(),
                shape(tensor),
                errors.containsKey(quantity) ? "max abs error %.2e".formatted(errors.get(quantity)) : ""));
        if (compare != null) {
            out.printf(
                    "%s within %.0e of %s: %d of %d quantities%n",
                    equal ? "all" : "not all",
                    tolerance,
                    compare,
                    errors.values().stream().filter(error -> error <= tolerance).count(),
                    errors.size());
        }
        out.flush();
    }

    private static List<Long> shape(NDArray tensor) {
        return Arrays.stream(tensor.getShape().getShape()).boxed().toList();
    }
}
