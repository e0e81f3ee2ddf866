package looplm.wire.eval;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/runs} of eval-service.
 *
 * @param suite name of the suite
 * @param depths recurrent steps to run every item at; missing: the suite's own, else 1..T
 * @param thresholds exit thresholds to run adaptively as well
 * @param limit items at most, taken evenly from the suite; missing: all
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunRequest(
        @Nullable String suite,
        @Nullable List<Integer> depths,
        @Nullable List<Double> thresholds,
        @JsonProperty("limit") @Nullable Integer limit) {}
