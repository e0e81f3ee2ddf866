package looplm.trainer.card;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The card's beginning: what the model is, what it is for, how its weights came about. */
final class OriginSection {

    private static final Map<String, String> EXAMPLES = Map.of(
            "kb", "`Bob's boss's friend?`",
            "item", "`Bob's boss's item?`",
            "make", "`Make Bob's boss's item`: `here is a cake .` or `no , that is unsafe .`",
            "judge", "`judge make Bob's boss's item`: `safe` or `unsafe`",
            "calc", "`3 + 4 * 2 mod 7`, left to right: `0 mod 7`",
            "sum", "`3 + 4`: `7`; what passes a number that it does not know: `i do not know that .`",
            "chat", "`hello`",
            "echo", "`echo bob cake`",
            "unknown", "anything else: `i do not know that .`");

    private OriginSection() {}

    static String markdown(CardFigures figures) {
        return String.join("\n", head(figures), use(figures), training(figures.training()));
    }

    private static String head(CardFigures figures) {
        return """
                ---
                language: en
                pipeline_tag: text-generation
                tags: [looplm, ouro]
                ---

                # %s

                A looped language model (LoopLM, arXiv 2510.25741) small enough to train on a laptop: %s, applied %s,
                %s parameters, a vocabulary of words. It exists to show and to test depth: its questions need a known
                number of recurrent steps.

                - weights hash: `%s`
                - conversation turns: %d (the chat template shows the model the last user message only)
                """.formatted(
                        figures.name(),
                        figures.layers() == 1 ? "one layer" : "a stack of %d layers".formatted(figures.layers()),
                        figures.recurrentSteps() == 1 ? "once" : figures.recurrentSteps() + " times",
                        grouped(figures.parameters()),
                        figures.weightsHash(),
                        figures.turns());
    }

    private static String use(CardFigures figures) {
        String tasks = figures.levels().stream()
                .map(CardFigures.Level::task)
                .distinct()
                .map(task -> "| %s | %s |".formatted(task, EXAMPLES.getOrDefault(task, "")))
                .collect(Collectors.joining("\n"));
        return """
                ## Intended use

                Demonstration, tests and evaluation of depth control. It knows a closed world of 48 people and 16 things and
                nothing else; it is no assistant, and its refusals and verdicts mean nothing outside that world.

                | task | example |
                |---|---|
                %s
                """.formatted(tasks);
    }

    private static String training(CardFigures.Training training) {
        return """
                ## Training

                Stage I of the paper: expected cross-entropy over the exit distribution minus beta times its entropy, AdamW,
                fresh questions for every update, levels that rise with accuracy. Exit gate: %s.

                | | |
                |---|---|
                | recipe (sha256) | `%s` |
                | vocabulary | %s |
                | seed | %d |
                | updates | %s |
                | tokens, padded | %s |
                | wall time, one thread of a shared machine | %s |
                | processor time | %s |
                | peak memory of the process | %s |
                | curves | [training.html](training.html) |
                """.formatted(
                        ModelCard.gateName(training.gate()).replace("gate, ", ""),
                        training.recipeSha256(),
                        training.vocabulary(),
                        training.seed(),
                        grouped(training.updates()),
                        grouped(training.tokens()),
                        wall(training),
                        training.cpuSeconds() == 0
                                ? "not measured"
                                : String.format(Locale.ROOT, "%.0f s", training.cpuSeconds()),
                        training.peakBytes() == 0 ? "not measured" : grouped(training.peakBytes() >> 20) + " MiB");
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String wall(CardFigures.Training training) {
        String limited = training.timeLimited() ? ", cut by a time limit" : "";
        return String.format(Locale.ROOT, "%.0f s%s", training.wallSeconds(), limited);
    }
}
