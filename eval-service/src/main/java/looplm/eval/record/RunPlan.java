package looplm.eval.record;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run was ordered to do; kept with it as JSON.
 *
 * @param depths fixed recurrent steps
 * @param thresholds exit thresholds
 * @param limit items at most; null: all
 */
public record RunPlan(
        List<Integer> depths,
        List<Double> thresholds,
        @Nullable Integer limit) {

    public RunPlan {
        depths = List.copyOf(depths);
        thresholds = List.copyOf(thresholds);
    }

    @JsonIgnore
    public List<Variant> variants() {
        return Stream.concat(
                        depths.stream().<Variant>map(Variant.Fixed::new),
                        thresholds.stream().<Variant>map(Variant.Adaptive::new))
                .toList();
    }
}
