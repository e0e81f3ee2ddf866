package looplm.model.kernel;

import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The instructions of this CPU that matrix products use, for people: what runs is found by trying. */
public final class InstructionSet {

    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    /** How an operator, or a test of a lesser machine, holds libtorch's libraries back. */
    private static final List<String> SWITCHES = List.of(
            "ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "MKL_ENABLE_INSTRUCTIONS", "FBGEMM_ENABLE_INSTRUCTIONS");

    private InstructionSet() {}

    /** Such as {@code avx2}, {@code avx512+vnni+bf16+amx}, or the latter with {@code held back to avx2}. */
    public static String told() {
        String heldBack = SWITCHES.stream()
                .map(Utils::getEnvOrSystemProperty)
                .filter(Objects::nonNull)
                .map(value -> value.toLowerCase(Locale.ROOT))
                .distinct()
                .collect(Collectors.joining(", "));
        return heldBack.isEmpty() ? own() : own() + " held back to " + heldBack;
    }

    private static String own() {
        try (Stream<String> lines = Files.lines(CPU_INFO)) {
            return lines.filter(line -> line.startsWith("flags"))
                    .findFirst()
                    .map(line -> of(Set.copyOf(Arrays.asList(line.split("\\s+")))))
                    .orElseGet(InstructionSet::lesser);
        } catch (IOException e) {
            return lesser();
        }
    }

    /** By the flags that Linux tells. */
    static String of(Set<String> flags) {
        if (flags.contains("avx512f")) {
            return "avx512"
                    + (flags.contains("avx512_vnni") ? "+vnni" : "")
                    + (flags.contains("avx512_bf16") ? "+bf16" : "")
                    + (flags.contains("amx_tile") ? "+amx" : "");
        }
        if (flags.contains("avx2")) {
            return flags.contains("avx_vnni") ? "avx2+vnni" : "avx2";
        }
        return lesser();
    }

    private static String lesser() {
        return "a CPU without avx2";
    }
}
