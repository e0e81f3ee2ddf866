package looplm.eval.suite;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A suite's YAML as it stands.
 *
 * @param format of the file; 1
 * @param depths recurrent steps; missing: 1..T of the model
 * @param chance accuracy of guessing; missing: from the data, level by level
 * @param itemsPerLevel at most so many items of each level of each task, evenly taken; missing: all
 */
record SuiteFile(
        int format,
        String name,
        int version,
        String description,
        String task,
        String target,
        List<Data> data,
        String prompt,
        String scorer,
        @JsonProperty("max_tokens") int maxTokens,
        @Nullable List<Integer> depths,
        @Nullable Double chance,
        @JsonProperty("items_per_level") @Nullable Integer itemsPerLevel) {

    /**
     * @param file in the folder {@code data}
     */
    record Data(String file, String sha256, String licence) {}
}
