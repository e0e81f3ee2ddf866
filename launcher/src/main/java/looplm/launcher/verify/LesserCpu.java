package looplm.launcher.verify;

import java.util.List;
import java.util.Map;

/** A CPU with fewer instructions than this one may have: what the numeric tests are run as. */
enum LesserCpu {
    /** Neither AVX-512 nor VNNI, bfloat16 or AMX: most desktops, and servers with Zen 1 to 3. */
    AVX2;

    /** Modules that hold tests with the tag {@code numeric}. */
    private static final String MODULES = "loop-model,inference-service";

    private static final String TAG = "numeric";

    List<String> goals() {
        return List.of("--projects", MODULES, "--also-make", "-Dtest.groups=" + TAG, "test");
    }

    /** Each library of libtorch has a switch of its own. */
    Map<String, String> environment() {
        return Map.of(
                "ATEN_CPU_CAPABILITY", "avx2",
                "ONEDNN_MAX_CPU_ISA", "AVX2",
                "MKL_ENABLE_INSTRUCTIONS", "AVX2",
                "FBGEMM_ENABLE_INSTRUCTIONS", "AVX2");
    }
}
