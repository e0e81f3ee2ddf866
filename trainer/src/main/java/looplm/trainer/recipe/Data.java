package looplm.trainer.recipe;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How much is trained on, and on what: tasks or files.
 *
 * @param tokens padded tokens of the whole run; 0 leaves Stage I out
 * @param rows documents per update
 * @param accumulation parts that an update's documents are divided into; their gradients are added
 * @param rowLength positions of a row that several documents share, none seeing another; 0 gives each its own row
 * @param tasks relative share of the rows by task
 * @param levelShares relative shares of a task's levels, first level first, where no curriculum decides
 * @param curriculum of the tasks
 * @param files JSON lines, read in full and shuffled for every epoch
 */
public record Data(
        long tokens,
        int rows,
        int accumulation,
        @JsonProperty("row_length") int rowLength,
        Map<String, Double> tasks,
        @JsonProperty("level_shares") Map<String, List<Double>> levelShares,
        Optional<CurriculumSettings> curriculum,
        List<FileSettings> files) {

    public Data {
        Check.that(tokens >= 0, "data.tokens", tokens, "0 or more");
        Check.within("data.rows", rows, 1, 1 << 16);
        Check.within("data.accumulation", accumulation, 1, rows);
        Check.within("data.row_length", rowLength, 0, 1 << 20);
        Check.that(
                tasks.isEmpty() != files.isEmpty(),
                "data",
                tasks.size() + " tasks, " + files.size() + " files",
                "tasks or files");
        Check.that(
                curriculum.isPresent() != tasks.isEmpty(),
                "data.curriculum",
                Check.present(curriculum),
                tasks.isEmpty() ? "absent" : "given");
        tasks.forEach((task, weight) -> Check.positive("data.tasks." + task, weight));
        levelShares.forEach((task, shares) -> Check.that(
                shares.stream().allMatch(share -> share >= 0) && shares.stream().anyMatch(share -> share > 0),
                "data.level_shares." + task,
                shares,
                "shares of 0 or more, not all 0"));
        tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
        levelShares = Collections.unmodifiableMap(new LinkedHashMap<>(levelShares));
        files = List.copyOf(files);
    }
}
