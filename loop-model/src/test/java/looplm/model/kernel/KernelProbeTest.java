package looplm.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.exit.DepthProfile;
import looplm.model.script.ScriptModule;
import looplm.model.testing.TinyLoopLm;
import looplm.model.weights.WeightsHash;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("numeric")
class KernelProbeTest {

    /** Large enough to be measured. */
    private static final LoopLmConfig LARGE = config(256, 1024, 2);

    private static final Set<String> ALL = Set.of("f32", "f16", "bf16", "int8", "int8-7bit");

    private NDManager manager;

    @BeforeAll
    void open() {
        manager = ScriptModule.newManager();
    }

    @AfterAll
    void close() {
        manager.close();
    }

    @Test
    void auto_isFloat32_whereNothingWasMeasured() {
        KernelChoice choice = KernelProbe.choose(auto(4), LARGE, KnownAccuracy.NONE, manager);
        assertThat(choice.form().dtype()).isEqualTo(Dtype.F32);
        assertThat(choice.seconds()).containsOnlyKeys(MatrixForm.F32_PLAIN, MatrixForm.F32_ONEDNN);
        assertThat(choice.line()).contains("f32 weights", "no other dtype's accuracy was measured", "time at 4 rows: ");
    }

    @Test
    void auto_triesWhatWasMeasured_andTakesTheFastest() {
        KernelChoice choice = KernelProbe.choose(auto(4), LARGE, new KnownAccuracy(Dtype.F32, ALL), manager);
        assertThat(choice.seconds()).containsKeys(MatrixForm.F16_FBGEMM, MatrixForm.BF16_PLAIN, MatrixForm.INT8_FBGEMM);
        assertThat(choice.seconds()).doesNotContainKey(MatrixForm.F16_PLAIN);
        assertThat(choice.form()).isEqualTo(KernelProbe.best(choice.seconds()));
    }

    @Test
    void int8_hasItsEightBits_whereTheCpuAddsThemExactly() {
        var asked = new Placement(Optional.of(Dtype.INT8), ComputeDevice.CPU, Optional.empty(), 4);
        KernelChoice choice = KernelProbe.choose(asked, LARGE, KnownAccuracy.NONE, manager);
        boolean exact = MatrixForm.INT8_ONEDNN.fits(manager);
        assertThat(choice.form()).isEqualTo(exact ? MatrixForm.INT8_ONEDNN : MatrixForm.INT8_FBGEMM);
        assertThat(choice.line()).contains(exact ? "oneDNN (asked" : "inputs in 7 bits (this CPU cannot add products");
    }

    @Test
    void best_isTheSimpler_whereTwoAreAsFast() {
        SequencedMap<MatrixForm, Double> seconds = new LinkedHashMap<>();
        seconds.put(MatrixForm.INT8_FBGEMM, 1.0);
        seconds.put(MatrixForm.F16_FBGEMM, 1.09);
        assertThat(KernelProbe.best(seconds)).isEqualTo(MatrixForm.F16_FBGEMM);
        seconds.put(MatrixForm.F16_FBGEMM, 1.2);
        assertThat(KernelProbe.best(seconds)).isEqualTo(MatrixForm.INT8_FBGEMM);
    }

    @Test
    void nothingIsTried_whereAModelIsSmall() {
        KernelChoice choice = KernelProbe.choose(auto(4), TinyLoopLm.config(), KnownAccuracy.NONE, manager);
        assertThat(choice.form()).isEqualTo(MatrixForm.F32_PLAIN);
        assertThat(choice.seconds()).isEmpty();
    }

    @Test
    void auto_isWhatIsStored_onAGpu() {
        var asked = new Placement(Optional.empty(), ComputeDevice.CUDA, Optional.empty(), 4);
        assertThat(KernelProbe.choose(asked, LARGE, new KnownAccuracy(Dtype.BF16, Set.of()), manager)
                        .form())
                .isEqualTo(MatrixForm.BF16_PLAIN);
        assertThat(KernelProbe.choose(asked, LARGE, new KnownAccuracy(Dtype.F16, Set.of()), manager)
                        .form())
                .isEqualTo(MatrixForm.F16_PLAIN);
    }

    @Test
    void kernel_isTheOnePinned() {
        var asked = new Placement(Optional.empty(), ComputeDevice.CPU, Optional.of(MatrixForm.named("f16-fbgemm")), 4);
        assertThat(KernelProbe.choose(asked, LARGE, KnownAccuracy.NONE, manager).form())
                .isEqualTo(MatrixForm.F16_FBGEMM);
        assertThatThrownBy(() -> MatrixForm.named("fast"))
                .hasMessageStartingWith("kernel: fast (expected: one of f32-");
        assertThatThrownBy(() ->
                        new Placement(Optional.of(Dtype.F32), ComputeDevice.CPU, Optional.of(MatrixForm.F16_FBGEMM), 4))
                .hasMessageContaining("with dtype f32");
        assertThatThrownBy(() -> new Placement(MatrixForm.F16_FBGEMM, ComputeDevice.CUDA))
                .hasMessageContaining("f16-fbgemm on cuda (expected: one of [f32-plain, f16-plain, bf16-plain])");
    }

    @Test
    void known_isWhatTheProfileMeasured_andLostLittle() {
        Map<String, Object> measured = Map.of(
                "dtypes",
                Map.of(
                        "f32", Map.of("accuracy", 0.97),
                        "f16", Map.of("accuracy", 0.9695),
                        "int8", Map.of("accuracy", 0.95)));
        var profile = new DepthProfile(new WeightsHash("0".repeat(64)), DepthProfile.fullDepth(4), measured);
        KnownAccuracy known = KnownAccuracy.of(Dtype.F32, Optional.of(profile));
        assertThat(known.kept()).containsExactlyInAnyOrder("f32", "f16");
        assertThat(known.without(Dtype.F16).kept()).containsExactly("f32");
    }

    /** What the run as a lesser CPU rests on: its switches work. */
    @Test
    @EnabledIfEnvironmentVariable(named = "ATEN_CPU_CAPABILITY", matches = "avx2")
    void cpu_hasNoMoreThanAvx2_whereItIsHeldBack() {
        assertThat(InstructionSet.told()).contains("held back to avx2");
        assertThat(MatrixForm.BF16_ONEDNN.fits(manager)).isFalse();
        assertThat(MatrixForm.INT8_ONEDNN.fits(manager)).isFalse();
        assertThat(MatrixForm.F16_FBGEMM.fits(manager)).isTrue();
    }

    @Test
    void instructionSet_isToldByFlags() {
        assertThat(InstructionSet.of(Set.of("avx", "avx2", "fma"))).isEqualTo("avx2");
        assertThat(InstructionSet.of(Set.of("avx2", "avx_vnni"))).isEqualTo("avx2+vnni");
        assertThat(InstructionSet.of(Set.of("avx2", "avx512f", "avx512_vnni"))).isEqualTo("avx512+vnni");
        assertThat(InstructionSet.of(Set.of("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_tile")))
                .isEqualTo("avx512+vnni+bf16+amx");
    }

    private static Placement auto(int rows) {
        return new Placement(Optional.empty(), ComputeDevice.CPU, Optional.empty(), rows);
    }

    private static LoopLmConfig config(int hidden, int intermediate, int layers) {
        return new LoopLmConfig(
                64,
                hidden,
                intermediate,
                layers,
                4,
                4,
                64,
                4,
                64,
                1e-6,
                10_000,
                false,
                1,
                OptionalInt.empty(),
                List.of(0),
                OptionalInt.empty(),
                0.02);
    }
}
