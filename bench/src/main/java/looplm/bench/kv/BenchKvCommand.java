package looplm.bench.kv;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import looplm.model.TextModel;
import looplm.model.cli.JsonLine;
import looplm.model.exit.DepthBounds;
import looplm.model.exit.Effort;
import looplm.model.exit.ExitPolicy.CumulativeThreshold;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench kv}: what keeping less of past tokens saves and costs. */
@Command(
        name = "kv",
        mixinStandardHelpOptions = true,
        description = {
            "Measures every KV policy on looplm-nano's held-out questions: bytes per token, longest context in 4 GiB,",
            "accuracy by task, agreement with FULL_DEPTH. Once at full depth, once at the threshold."
        },
        footer = {
            "",
            "Example:",
            "  looplm bench kv --model models/looplm-nano --json",
            "",
            "in a row: 24 questions in one sequence, only the first prompt prefilled. long: share of the tokens of long",
            "generations of FULL_DEPTH that each policy would choose too, given the same history. Bytes are those a",
            "policy has to keep, in float32."
        })
public final class BenchKvCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "A model of looplm-nano's tasks.")
    private Path model;

    @Option(
            names = "--questions",
            paramLabel = "N",
            defaultValue = "100",
            description = "Questions of each level at most. Default: ${DEFAULT-VALUE}.")
    private int questions;

    @Option(
            names = "--long-tokens",
            paramLabel = "N",
            defaultValue = "200",
            description = "Tokens of a long generation. Default: ${DEFAULT-VALUE}.")
    private int longTokens;

    @Option(
            names = "--exit-threshold",
            paramLabel = "Q",
            description = "Of the adaptive runs. Default: that of effort medium, 0.5 where there is no depth profile.")
    private @Nullable Float threshold;

    @Mixin
    private JsonLine json;

    /** Results at one exit threshold. */
    private record Run(float threshold, int questions, List<KvResult> results) {}

    @Override
    public Integer call() {
        require(questions >= 1, "--questions: " + questions + " (expected: 1 or more)");
        require(longTokens >= 2, "--long-tokens: " + longTokens + " (expected: 2 or more)");
        require(
                threshold == null || (threshold > 0 && threshold < 1),
                "--exit-threshold: " + threshold + " (expected: between 0 and 1)");
        try (TextModel text = TextModel.load(model)) {
            List<Run> runs = List.of(run(text, 1), run(text, adaptive(text)));
            if (json.wanted()) {
                json.print(result(runs));
            } else {
                runs.forEach(this::print);
            }
        }
        return 0;
    }

    private float adaptive(TextModel text) {
        if (threshold != null) {
            return threshold;
        }
        return text.depthProfile()
                .map(profile -> profile.bounds(Effort.MEDIUM))
                .map(DepthBounds::exitThreshold)
                .filter(q -> q < 1)
                .orElse(0.5f);
    }

    private Run run(TextModel text, float exitThreshold) {
        PrintWriter err = spec.commandLine().getErr();
        var exit =
                new CumulativeThreshold(exitThreshold, 1, text.model().config().recurrentSteps());
        var bench = new KvBench(text.model(), exit, questions, longTokens);
        List<KvResult> results = bench.run(policy -> {
            err.printf("threshold %s: %s%n", exitThreshold, policy);
            err.flush();
        });
        return new Run(exitThreshold, bench.questions(), results);
    }

    private static Map<String, Object> result(List<Run> runs) {
        var all = new ArrayList<Map<String, Object>>();
        for (Run run : runs) {
            for (KvResult result : run.results()) {
                var fields = new LinkedHashMap<String, Object>();
                fields.put("policy", result.policy().name());
                fields.put("exit_threshold", run.threshold());
                fields.put("questions", run.questions());
                fields.put(
                        "bytes_per_token",
                        Map.of("prompt", result.promptBytes(), "generated", result.generatedBytes()));
                fields.put(
                        "longest_context_4_gib",
                        Map.of("prompt", result.longestPrompt(), "generated", result.longestGeneration()));
                fields.put("accuracy", result.accuracy());
                fields.put("mean_accuracy", result.meanAccuracy());
                fields.put("accuracy_in_a_row", result.rowAccuracy());
                fields.put("agreement", result.agreement());
                fields.put("long_agreement", result.longAgreement());
                fields.put("mean_steps", result.meanSteps());
                all.add(fields);
            }
        }
        return Map.of("policies", all);
    }

    /** A Markdown table. */
    private void print(Run run) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("Exit threshold %s, %,d questions, percent:%n%n", run.threshold(), run.questions());
        List<String> tasks = List.copyOf(run.results().getFirst().accuracy().keySet());
        out.printf(
                "| policy | bytes, prompt / generated | positions in 4 GiB | %s | mean | in a row | = FULL_DEPTH | long |"
                        + " steps |%n",
                String.join(" | ", tasks));
        out.println("|---|" + "---:|".repeat(tasks.size() + 7));
        for (KvResult result : run.results()) {
            out.printf(
                    "| %s | %,d / %,d | %,d / %,d |",
                    result.policy(),
                    result.promptBytes(),
                    result.generatedBytes(),
                    result.longestPrompt(),
                    result.longestGeneration());
            result.accuracy().values().forEach(share -> out.printf(" %.1f |", 100 * share));
            out.printf(
                    " %.1f | %.1f | %.1f | %.1f | %.2f |%n",
                    100 * result.meanAccuracy(),
                    100 * result.rowAccuracy(),
                    100 * result.agreement(),
                    100 * result.longAgreement(),
                    result.meanSteps());
        }
        out.println();
        out.flush();
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }
}
