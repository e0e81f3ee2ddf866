package looplm.safety.policy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The YAML as it is written; {@link PolicyReader} checks it and makes a {@link Policy}. */
record PolicyFile(
        @Nullable Integer format,
        @Nullable Map<String, @Nullable CategoryEntry> categories,
        @Nullable List<@Nullable String> exceptions,
        @Nullable Map<String, @Nullable List<@Nullable String>> lists,
        @Nullable List<@Nullable RuleEntry> rules) {

    record CategoryEntry(
            @Nullable String name,
            @Nullable StageEntry prompt,
            @Nullable StageEntry response) {}

    record StageEntry(@Nullable Double deepen, @Nullable Double block) {}

    record RuleEntry(
            @Nullable String id,
            @Nullable String category,
            @Nullable Double score,
            @Nullable List<@Nullable String> stages,
            @Nullable List<@Nullable String> phrases,
            @Nullable List<@Nullable NearEntry> near,
            @JsonProperty("regex") @Nullable List<@Nullable String> regexes) {}

    record NearEntry(
            @Nullable List<@Nullable String> lists,
            @Nullable Integer within) {}
}
