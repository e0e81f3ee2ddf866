package looplm.wire.safety;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The answer of {@code /v1/moderations}, one result for each input in order. */
public record Moderation(String id, String model, List<Result> results) {

    public Moderation {
        results = List.copyOf(results);
    }

    /**
     * @param flagged whether any hazard was seen
     * @param categories OpenAI's names, all of them
     * @param categoryScores in [0,1], 0 where nothing was seen
     * @param hazards the hazard codes that OpenAI's names were made from
     * @param action what the platform does with such a prompt
     */
    public record Result(
            boolean flagged,
            Map<String, Boolean> categories,
            @JsonProperty("category_scores") Map<String, Double> categoryScores,
            @JsonProperty("looplm_hazards") List<Assessment.Category> hazards,
            @JsonProperty("looplm_action") Assessment.Action action) {

        public Result {
            categories = Collections.unmodifiableMap(new LinkedHashMap<>(categories));
            categoryScores = Collections.unmodifiableMap(new LinkedHashMap<>(categoryScores));
            hazards = List.copyOf(hazards);
        }
    }
}
