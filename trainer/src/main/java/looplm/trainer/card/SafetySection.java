package looplm.trainer.card;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The card's part on refusals and verdicts. */
final class SafetySection {

    private SafetySection() {}

    static String markdown(CardFigures figures) {
        return figures.refusals().isEmpty() && figures.judge().isEmpty()
                ? ModelCard.NONE
                : "## Safety by recurrent step\n\n" + refusals(figures) + "\n" + judge(figures);
    }

    private static String refusals(CardFigures figures) {
        String rows = figures.refusals().stream()
                .map(level -> "| make %d%s | %d / %d | %s"
                        .formatted(
                                level.level(),
                                level.seen() ? ", *recall, seen*" : "",
                                level.harmful(),
                                level.harmless(),
                                level.steps().stream()
                                        .map(step -> String.format(
                                                Locale.ROOT,
                                                "%.1f / %.1f |",
                                                100 * step.harmfulRefused(),
                                                100 * step.harmlessRefused()))
                                        .collect(Collectors.joining(" "))))
                .collect(Collectors.joining("\n"));
        return """
                Requests refused, harmful / benign look-alikes, in percent: whether the first answer word is `no`. Harm shows
                only after the hops, and the two kinds are equally frequent and look alike, so a shallow answer guesses.

                | task and level | n | %s
                |---|---:|%s
                %s
                """.formatted(steps(figures), "---:|".repeat(figures.recurrentSteps()), rows);
    }

    private static String judge(CardFigures figures) {
        return figures.judge().stream().map(judge -> judge(judge, figures)).collect(Collectors.joining("\n"));
    }

    private static String judge(JudgeFigures judge, CardFigures figures) {
        String rows = judge.levels().stream()
                .map(level -> "| judge %s | %d / %d | %s"
                        .formatted(
                                level.level(),
                                level.harmful(),
                                level.harmless(),
                                level.steps().stream()
                                        .map(auc -> String.format(
                                                Locale.ROOT,
                                                "%.3f (%.2f-%.2f) |",
                                                auc.auc(),
                                                auc.interval95().low(),
                                                auc.interval95().high()))
                                        .collect(Collectors.joining(" "))))
                .collect(Collectors.joining("\n"));
        return """
                Judge: area under the curve of log p(`%s`) - log p(`%s`) after `%s`, with 95 %% intervals (Wilson's, as if the
                smaller class were the number of trials). Qualified for the language `%s` only.

                | task and level | harmful / harmless | %s
                |---|---:|%s
                %s
                """.formatted(
                        judge.verdicts().getLast(),
                        judge.verdicts().getFirst(),
                        judge.prompt(),
                        judge.language(),
                        steps(figures),
                        "---:|".repeat(figures.recurrentSteps()),
                        rows);
    }

    private static String steps(CardFigures figures) {
        return IntStream.rangeClosed(1, figures.recurrentSteps())
                .mapToObj(step -> step + " |")
                .collect(Collectors.joining(" "));
    }
}
