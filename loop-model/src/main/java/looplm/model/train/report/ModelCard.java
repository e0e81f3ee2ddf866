package looplm.model.train.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import looplm.model.exit.DepthBounds;
import looplm.model.exit.Effort;

/**
 * The model card of a nano model: {@code README.md} for people, with the same numbers as {@code model_card.json}.
 *
 * @param figures measured on the test split
 * @param tuned depth profile, measured on the validation split
 */
public record ModelCard(CardFigures figures, TunedProfile tuned) {

    /** Its file name in a model directory. */
    public static final String FILE = "README.md";

    /** A section that is left out. */
    static final String NONE = "";

    /** File name of the picture in the card. */
    public static final String PARETO = "pareto.svg";

    private static final Map<String, String> EXAMPLES = Map.of(
            "kb", "`Bob's boss's friend?`",
            "item", "`Bob's boss's item?`",
            "make", "`Make Bob's boss's item`: `here is cake .` or `no , that is unsafe .`",
            "judge", "`judge make Bob's boss's item`: `safe` or `unsafe`",
            "calc", "`3 + 4 * 2`, modulo 7, left to right",
            "chat", "`hello`",
            "echo", "`echo bob cake`",
            "unknown", "anything else: `i do not know that .`");

    /** How the card calls a gate. */
    static String gateName(String training) {
        return switch (training) {
            case "stage_one" -> "gate, Stage I";
            case "published" -> "gate, Stage II as published";
            default -> "gate, Stage II look-ahead";
        };
    }

    /** The files that hold the card: Markdown, figures, picture. */
    public Map<String, String> files() {
        var files = new LinkedHashMap<String, String>();
        files.put(FILE, toMarkdown());
        files.put(CardFigures.FILE, figures.toJson());
        if (!figures.exits().isEmpty()) {
            files.put(PARETO, pareto());
        }
        return files;
    }

    /** The card in Markdown. */
    public String toMarkdown() {
        return Stream.of(
                        head(),
                        use(),
                        training(),
                        goals(),
                        "## Accuracy by recurrent step\n\n" + accuracyNote() + "\n\n" + table(),
                        SafetySection.markdown(figures),
                        ExitSection.markdown(figures),
                        depthProfile(),
                        ControlSection.markdown(figures),
                        limits())
                .filter(section -> !section.equals(NONE))
                .collect(Collectors.joining("\n"));
    }

    private String pareto() {
        return new LineChart(
                        "Accuracy at mean exit steps, first answer words",
                        "mean exit step",
                        "accuracy",
                        figures.exits().stream()
                                .map(curve -> new LineChart.Line(
                                        curve.rule(),
                                        curve.points().stream()
                                                .map(point -> new LineChart.Point(
                                                        point.firstWordSteps(), point.firstWordAccuracy()))
                                                .toList(),
                                        true))
                                .toList())
                .svg();
    }

    /** The shipped gate at the threshold of medium effort, on the card's split. */
    private Optional<AdaptivePoint> medium() {
        float threshold = tuned.profile().bounds(Effort.MEDIUM).exitThreshold();
        return figures.exits().stream()
                .filter(curve -> curve.rule().equals(gateName(figures.training().gate())))
                .flatMap(curve -> curve.points().stream())
                .filter(point -> point.threshold() == threshold)
                .findFirst();
    }

    private String goals() {
        List<Goal> goals = Goal.of(figures, medium());
        if (goals.isEmpty()) {
            return NONE;
        }
        String rows = goals.stream()
                .map(goal ->
                        "| %s | %s | %s |".formatted(goal.wanted(), goal.measured(), goal.met() ? "yes" : "**no**"))
                .collect(Collectors.joining("\n"));
        return """
                ## Goals

                | goal, %s split | measured | met |
                |---|---|---|
                %s
                """.formatted(figures.split(), rows);
    }

    private String head() {
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

    private String use() {
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

    private String training() {
        var training = figures.training();
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
                        gateName(training.gate()).replace("gate, ", ""),
                        training.recipeSha256(),
                        training.vocabulary(),
                        training.seed(),
                        grouped(training.updates()),
                        grouped(training.tokens()),
                        wall(),
                        training.cpuSeconds() == 0
                                ? "not measured"
                                : String.format(Locale.ROOT, "%.0f s", training.cpuSeconds()),
                        training.peakBytes() == 0 ? "not measured" : grouped(training.peakBytes() >> 20) + " MiB");
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private String wall() {
        var training = figures.training();
        String limited = training.timeLimited() ? ", cut by a time limit" : "";
        return String.format(Locale.ROOT, "%.0f s%s", training.wallSeconds(), limited);
    }

    private String accuracyNote() {
        return """
                Share of whole answers that greedy decoding gets right at a fixed depth, in percent with 95 %% Wilson
                intervals, on the %s split: every unique held-out question of a level, at most 1,000. Steps beyond %d exceed
                the trained depth. Levels marked *recall, seen* were trained in full and measure memory; all others were never
                trained on, nor used to choose any setting. Facts are not held out: what is new is the combination.""".formatted(figures.split(), figures.recurrentSteps());
    }

    private String table() {
        int steps = figures.mean().size();
        String numbers =
                IntStream.rangeClosed(1, steps).mapToObj(step -> step + " |").collect(Collectors.joining(" "));
        String rows = figures.levels().stream().map(ModelCard::row).collect(Collectors.joining("\n"));
        return """
                | task and level | n | chance | %s
                |---|---:|---:|%s
                %s
                | **mean of levels** | | | %s
                | mean, first answer word only | | | %s
                """.formatted(
                        numbers,
                        "---:|".repeat(steps),
                        rows,
                        means(figures.mean(), "**%.1f** |"),
                        means(figures.meanFirstWords(), "%.1f |"));
    }

    private static String row(CardFigures.Level level) {
        String cells = level.steps().stream()
                .map(step -> String.format(
                        Locale.ROOT,
                        "%.1f (%.0f-%.0f) |",
                        100 * step.accuracy(),
                        100 * step.interval95().low(),
                        100 * step.interval95().high()))
                .collect(Collectors.joining(" "));
        return String.format(
                Locale.ROOT,
                "| %s %d%s | %d | %.1f | %s",
                level.task(),
                level.level(),
                level.seen() ? ", *recall, seen*" : "",
                level.n(),
                100 * level.chance(),
                cells);
    }

    private static String means(List<Double> shares, String format) {
        return shares.stream()
                .map(share -> String.format(Locale.ROOT, format, 100 * share))
                .collect(Collectors.joining(" "));
    }

    private String depthProfile() {
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

    private static String limits() {
        return """
                ## Limits

                - One world of facts, one seed for the shipped weights.
                - It answers only what stands alone in the last message, in the words of its vocabulary; it does no arithmetic
                  beyond four operations modulo 7, from left to right. Prefix trees were left out: they need a larger budget.
                - The judge was trained on requests of the form `judge make ... item` and on nothing else.
                - A question of the test split is never trained on, but its facts are, and the same chain of people may have
                  been trained on in another task.
                - The table by step is scored with the right earlier answer words given, which at a fixed depth is the same
                  as greedy decoding. Early exit is per word: what an effort loses, it loses on the deepest questions.
                """;
    }
}
