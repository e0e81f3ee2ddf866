package looplm.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When a task gets harder. */
public record CurriculumSettings(
        @JsonProperty("advance_at") double advanceAt,
        @JsonProperty("average_factor") double averageFactor,
        @JsonProperty("cap_share") double capShare) {

    public CurriculumSettings {
        Check.share("data.curriculum.advance_at", advanceAt);
        Check.share("data.curriculum.average_factor", averageFactor);
        Check.share("data.curriculum.cap_share", capShare);
    }
}
