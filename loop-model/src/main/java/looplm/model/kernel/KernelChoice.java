package looplm.model.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * The form that a model's weights are held in, and why.
 *
 * @param form the one chosen
 * @param reason in a few words
 * @param rows for how many it was chosen
 * @param seconds of the products with two matrices, by candidate; empty where there was nothing to choose
 */
public record KernelChoice(MatrixForm form, String reason, int rows, SequencedMap<MatrixForm, Double> seconds) {

    public KernelChoice {
        seconds = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(seconds));
    }

    KernelChoice(MatrixForm form, String reason, int rows) {
        this(form, reason, rows, new LinkedHashMap<>());
    }

    /** In one line, such as {@code avx2: f16 weights, FBGEMM (fastest of 3 at 4 rows: f16-fbgemm 1, f32-onednn 1.30, ...)}. */
    public String line() {
        return InstructionSet.told() + ": " + form.dtype() + " weights, " + form.library() + " (" + reason + figures()
                + ")";
    }

    private String figures() {
        double best = seconds.values().stream().mapToDouble(each -> each).min().orElse(1);
        List<String> figures = new ArrayList<>();
        seconds.forEach(
                (candidate, time) -> figures.add(String.format(Locale.ROOT, "%s %.2f", candidate, time / best)));
        return figures.isEmpty()
                ? ""
                : "; time at " + rows + (rows == 1 ? " row: " : " rows: ") + String.join(", ", figures);
    }
}
