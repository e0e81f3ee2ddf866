package looplm.model.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Structured mutants of the golden checkpoints: each loads and runs, or is refused by an error that names the file. {@code
 * -Dlooplm.fuzz.mutants=10000} tries so many, {@code -Dlooplm.fuzz.seed=N} others; the table goes to {@code
 * target/fuzz.md}.
 */
class CheckpointFuzzTest {

    private static final int MUTANTS = 240;

    @TempDir
    private Path folder;

    @Test
    void load_isClearAboutEveryMutant_andNeverEndsTheProcess() throws IOException, URISyntaxException {
        Path golden = Path.of(
                Objects.requireNonNull(getClass().getResource("/golden")).toURI());
        int mutants = Integer.getInteger("looplm.fuzz.mutants", MUTANTS);
        int each = mutants / Stratum.values().length;
        var run = new FuzzRun(golden, folder.resolve("mutant"), Long.getLong("looplm.fuzz.seed", 1));
        var report = new StringBuilder(Tally.heading());
        var faults = new ArrayList<String>();
        for (Tally tally : run.run(mutants).values()) {
            report.append(tally.row());
            faults.addAll(tally.faults());
            // Mutants that a JSON parser already refuses, or that nobody refuses, try nothing.
            assertThat(tally.parsed()).as(tally.row()).isGreaterThan(each / 4);
            assertThat(tally.loaded()).as(tally.row()).isBetween(1, each - 1);
        }
        Files.writeString(Path.of("target", "fuzz.md"), report);
        assertThat(faults).isEmpty();
    }
}
