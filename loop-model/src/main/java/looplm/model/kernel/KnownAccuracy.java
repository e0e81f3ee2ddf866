package looplm.model.kernel;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import looplm.model.exit.DepthProfile;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a model's accuracy by arithmetic: what a choice that is left open may take.
 *
 * @param stored what its files hold
 * @param kept arithmetics, {@link MatrixForm#arithmetic}, that were measured on these weights and keep their accuracy
 */
public record KnownAccuracy(Dtype stored, Set<String> kept) {

    /** Nothing was measured: float32 alone is sure. */
    public static final KnownAccuracy NONE = new KnownAccuracy(Dtype.F32, Set.of());

    /** Under {@code measured} of a depth profile: {@code {"f32": {"accuracy": 0.97}, "f16": ...}}, at full depth. */
    private static final String FIELD = "dtypes";

    private static final String EXACT = "f32";

    /** Accuracy that may be lost: what the effort {@code medium} may lose too. */
    private static final double MAY_LOSE = 0.005;

    public KnownAccuracy {
        kept = Set.copyOf(kept);
    }

    /** From a profile that was measured on these weights. */
    public static KnownAccuracy of(Dtype stored, Optional<DepthProfile> profile) {
        return new KnownAccuracy(
                stored, profile.map(each -> kept(each.measured().get(FIELD))).orElse(Set.of()));
    }

    /** Whether a choice that is left open may take this form. */
    boolean allows(MatrixForm form) {
        return form.dtype() == Dtype.F32 || kept.contains(form.arithmetic());
    }

    /** Less a dtype. */
    public KnownAccuracy without(Dtype dtype) {
        var others = new HashSet<>(kept);
        for (MatrixForm form : MatrixForm.values()) {
            if (form.dtype() == dtype) {
                others.remove(form.arithmetic());
            }
        }
        return new KnownAccuracy(stored, others);
    }

    private static Set<String> kept(@Nullable Object measured) {
        var kept = new HashSet<String>();
        if (measured instanceof Map<?, ?> byArithmetic) {
            Optional<Double> exact = accuracy(byArithmetic.get(EXACT));
            byArithmetic.forEach((arithmetic, result) -> {
                Optional<Double> own = accuracy(result);
                if (exact.isPresent() && own.isPresent() && own.get() >= exact.get() - MAY_LOSE) {
                    kept.add(String.valueOf(arithmetic));
                }
            });
        }
        return kept;
    }

    private static Optional<Double> accuracy(@Nullable Object result) {
        return result instanceof Map<?, ?> fields && fields.get("accuracy") instanceof Number number
                ? Optional.of(number.doubleValue())
                : Optional.empty();
    }
}
