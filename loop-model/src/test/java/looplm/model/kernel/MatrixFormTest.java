package looplm.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Random;
import looplm.model.script.CallArguments;
import looplm.model.script.ScriptModule;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every form's product, those too that this CPU could do better than; skipped where it cannot compute one. */
@Tag("numeric")
class MatrixFormTest {

    private static final int ROWS = 4;
    private static final int IN = 96;
    private static final int OUT = 40;

    private final float[] matrix = normal(1, OUT * IN, 1);

    @ParameterizedTest
    @EnumSource
    void linear_isBitEqual_whateverTheOtherRowsHold(MatrixForm form) {
        float[] own = first(product(form, rows(1)));
        for (float factor : new float[] {0, 100, 1e-20f, -1e30f}) {
            assertThat(first(product(form, rows(factor))))
                    .as("others times %s", factor)
                    .isEqualTo(own);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "F16_PLAIN") // for a GPU; has no numbers of such scales
    void linear_isCloseToTheExactProduct_whateverTheScaleOfARow(MatrixForm form) {
        double tolerance = switch (form) {
            // the bound of a sum of IN products, n u, as a part of its size; the others round their inputs or weights
            case F32_PLAIN, F32_ONEDNN -> IN * 0x1p-24;
            case F16_FBGEMM, F16_PLAIN -> 0.001;
            case BF16_PLAIN, BF16_ONEDNN -> 0.005;
            case INT8_ONEDNN -> 0.012;
            case INT8_FBGEMM -> 0.02;
        };
        for (float scale : new float[] {1, 1e-6f, 1e6f}) {
            float[] x = normal(2, ROWS * IN, scale);
            assertThat(relativeError(product(form, x), x)).as("scale %s", scale).isLessThan(tolerance);
        }
    }

    @ParameterizedTest
    @EnumSource
    void linear_isZero_whereARowIs(MatrixForm form) {
        float[] x = rows(1);
        Arrays.fill(x, 0, IN, 0);
        assertThat(first(product(form, x))).containsOnly(new float[] {0}, within(0f));
    }

    @ParameterizedTest
    @EnumSource
    void linear_isNotANumber_whereARowHoldsNone(MatrixForm form) {
        float[] x = rows(1);
        x[IN - 1] = Float.NaN;
        float[] y = product(form, x);
        assertThat(first(y)).containsOnly(Float.NaN);
        assertThat(Arrays.copyOfRange(y, OUT, y.length)).doesNotContain(Float.NaN);
    }

    private float[] product(MatrixForm form, float[] x) {
        String weights = form.separatesMatrices() ? "([self.beside(m)], [self.pack(m)])" : "[self.pack(m)]";
        String text = form.text() + "def product(self, x: Tensor, m: Tensor) -> Tensor:\n  return self.linear(x, "
                + weights + ", 0)\n";
        try (NDManager manager = ScriptModule.newManager();
                var module = ScriptModule.ofText(manager, text);
                var arguments = new CallArguments()) {
            assumeThat(form.fits(manager)).isTrue();
            arguments.add(manager.create(x, new Shape(ROWS, 1, IN))).add(manager.create(matrix, new Shape(OUT, IN)));
            var y = module.call(manager, "product", arguments).head();
            assertThat(y.getShape()).isEqualTo(new Shape(ROWS, 1, OUT));
            return y.toFloatArray();
        }
    }

    /** The same first row, and others times a factor. */
    private static float[] rows(float factor) {
        float[] x = normal(3, ROWS * IN, 1);
        for (int i = IN; i < x.length; i++) {
            x[i] *= factor;
        }
        return x;
    }

    private static float[] first(float[] y) {
        return Arrays.copyOf(y, OUT);
    }

    private static float[] normal(long seed, int count, float scale) {
        var random = new Random(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian() * scale;
        }
        return values;
    }

    /** Length of the difference over the length of the exact product. */
    private double relativeError(float[] actual, float[] x) {
        double difference = 0;
        double length = 0;
        for (int row = 0; row < ROWS; row++) {
            for (int out = 0; out < OUT; out++) {
                double exact = 0;
                for (int in = 0; in < IN; in++) {
                    exact += (double) x[row * IN + in] * matrix[out * IN + in];
                }
                difference += Math.pow(actual[row * OUT + out] - exact, 2);
                length += exact * exact;
            }
        }
        return Math.sqrt(difference / length);
    }
}
