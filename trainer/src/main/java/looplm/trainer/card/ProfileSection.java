package looplm.trainer.card;

import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import looplm.model.exit.DepthBounds;
import looplm.model.exit.EffortFigures;
import looplm.trainer.profile.Measurements;
import looplm.trainer.profile.TunedProfile;

/** The card's part on what each effort means. */
final class ProfileSection {

    /** Shown as no loss, whatever its sign. */
    private static final double UNSEEN = 0.0005;

    private ProfileSection() {}

    static String markdown(TunedProfile tuned) {
        Measurements measured = tuned.measurements();
        return """
                ## Depth profile

                What `reasoning_effort` means, measured on the %s split (%d questions, each level counting once) by greedy
                generation with %s history. Efforts are points of the frontier of mean steps and accuracy, fixed depths and
                exit thresholds together (%d of %d settings): minimal is the cheapest with at least half of full depth's
                accuracy above chance and no level significantly below its chance, low the cheapest of these that loses at
                most 3 points, medium at most 0.5; high runs all steps. Mean steps are over all answer words, end markers
                included; +- is a standard error. A mean hides levels that need more depth, so the level that is least above
                chance stands beside it.

                %s""".formatted(
                        measured.split(),
                        measured.items(),
                        measured.kvPolicy(),
                        measured.frontier().size(),
                        measured.fixed().size() + measured.adaptive().size(),
                        table(tuned));
    }

    /** What each effort costs and is worth. */
    static String table(TunedProfile tuned) {
        String rows = tuned.profile().efforts().entrySet().stream()
                .map(effort -> effortRow(
                        effort.getKey().key(),
                        effort.getValue(),
                        Objects.requireNonNull(tuned.measurements()
                                .efforts()
                                .get(effort.getKey().key()))))
                .collect(Collectors.joining("\n"));
        return """
                | effort | min steps | max steps | exit threshold | accuracy | lost | mean steps | worst level | its chance |
                |---|---:|---:|---:|---:|---:|---:|---|---:|
                %s
                """.formatted(rows);
    }

    private static String effortRow(String name, DepthBounds bounds, EffortFigures effort) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %s | %.1f +- %.1f | %.1f | %.2f | %s %d: %.1f +- %.1f | %.1f |",
                name,
                bounds.minSteps(),
                bounds.maxSteps(),
                bounds.exitThreshold(),
                100 * effort.accuracy(),
                100 * effort.standardError(),
                100 * (Math.abs(effort.loss()) < UNSEEN ? 0 : effort.loss()),
                effort.meanSteps(),
                effort.worst().task(),
                effort.worst().level(),
                100 * effort.worst().accuracy(),
                100 * effort.worst().standardError(),
                100 * effort.worst().chance());
    }
}
