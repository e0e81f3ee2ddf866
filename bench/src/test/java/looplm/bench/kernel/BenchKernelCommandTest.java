package looplm.bench.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import looplm.bench.measure.BenchShape;
import looplm.model.cli.CommandProgram;
import looplm.model.kernel.Dtype;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchKernelCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void bench_namesTheShapes_whenThereIsNoSuchOne() {
        assertThat(run("--shape", "large", "--dtype", "bf16")).isEqualTo(2);
        assertThat(err.toString()).contains("large (expected: one of [ouro-1.4b, mid, nano])");
    }

    @Test
    void bench_namesTheTypes_whenThereIsNoSuchOne() {
        assertThat(run("--shape", "nano", "--dtype", "fp4")).isEqualTo(2);
        assertThat(err.toString()).contains("fp4").contains("int8");
    }

    @Test
    void bench_refusesABatchOfNone() {
        assertThat(run("--shape", "nano", "--dtype", "f32", "--batches", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("expected: all 1 or more");
    }

    @Test
    void bytesPerStep_countWhatIsReadPerRecurrentStep_whenTheShapeIsOuros() {
        long matrices = 24L * (4 * 2048 * 2048 + 3 * 2048 * 5632);
        long head = 2048L * 49152;
        assertThat(BenchShape.OURO_1_4B.bytesPerStep(Dtype.BF16)).isEqualTo(2 * (4 * matrices + head));
        assertThat(BenchShape.OURO_1_4B.bytesPerStep(Dtype.F32)).isEqualTo(4 * (4 * matrices + head));
        assertThat(BenchShape.OURO_1_4B.bytesPerStep(Dtype.INT8)).isBetween(4 * matrices + head, 5_100_000_000L);
    }

    @Test
    void bench_tellsWholeStepsAndTheirProducts_ofEachBatch() {
        assertThat(run("--shape", "nano", "--dtype", "f32", "--pairs", "2", "--batches", "1,3", "--json"))
                .isZero();
        JsonNode result = JsonMapper.shared().readTree(out.toString());
        assertThat(result.at("/batches").findValuesAsString("batch")).containsExactly("1", "3");
        assertThat(result.at("/products").findValuesAsString("batch")).containsExactly("1", "3");
        assertThat(result.at("/products/0/seconds_per_step").asDouble()).isPositive();
        assertThat(err.toString()).contains("batch 3: ", "products alone, batch 3: ");
    }

    private int run(String... options) {
        return CommandProgram.commandLine(new BenchKernelCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(options);
    }
}
