package looplm.trainer.card;

import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import looplm.model.exit.DepthBounds;
import looplm.trainer.profile.Measurements;
import looplm.trainer.profile.TunedProfile;

/** The card's part on what each effort means. */
final class ProfileSection {

    private ProfileSection() {}

    static String markdown(TunedProfile tuned) {
        String rows = tuned.profile().efforts().entrySet().stream()
                .map(effort -> effortRow(
                        effort.getKey().key(),
                        effort.getValue(),
                        Objects.requireNonNull(tuned.measurements()
                                .efforts()
                                .get(effort.getKey().key()))))
                .collect(Collectors.joining("\n"));
        return """
                ## Depth profile

                What `reasoning_effort` means, chosen and measured on the %s split (%d questions, each level counting once) by
                greedy generation with %s history. Mean steps are over all answer words, end markers included. A mean hides
                levels that need more depth, so the level that is least above chance stands beside it.

                | effort | min steps | max steps | exit threshold | accuracy | lost | mean steps | worst level |
                |---|---:|---:|---:|---:|---:|---:|---|
                %s
                """.formatted(
                        tuned.measurements().split(),
                        tuned.measurements().items(),
                        tuned.measurements().kvPolicy(),
                        rows);
    }

    private static String effortRow(String name, DepthBounds bounds, Measurements.EffortPoint effort) {
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %s | %.1f | %.1f | %.2f | %s %d: %.1f |",
                name,
                bounds.minSteps(),
                bounds.maxSteps(),
                bounds.exitThreshold(),
                100 * effort.accuracy(),
                100 * effort.loss(),
                effort.meanSteps(),
                effort.worst().task(),
                effort.worst().level(),
                100 * effort.worst().accuracy());
    }
}
