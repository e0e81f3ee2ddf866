package looplm.model.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import looplm.model.ContinuationScore;
import looplm.model.ContinuationScoring;
import looplm.model.TextModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code score}: log-likelihood of a continuation, read after every recurrent step. */
@Command(
        name = "score",
        mixinStandardHelpOptions = true,
        description = "Log-likelihood of a continuation after every recurrent step, from one pass.",
        footer = {
            "",
            "Example:",
            "  looplm score --model models/looplm-nano --context \"<bos> bob boss <ans>\" --continuation ann --json",
            "",
            "--json prints {\"tokens\",\"logprob_by_step\",\"greedy_by_step\"}: the number of tokens of the",
            "continuation, the natural logarithm of its probability read after step 1, 2, ..., and whether",
            "greedy generation at that depth would give it. Both texts are encoded by themselves."
        })
final class ScoreCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOption model;

    @Option(names = "--context", required = true, paramLabel = "TEXT", description = "What is given.")
    private String context;

    @Option(names = "--continuation", required = true, paramLabel = "TEXT", description = "What is scored.")
    private String continuation;

    @Mixin
    private JsonLine json;

    @Mixin
    private StepsOption steps;

    @Override
    public Integer call() {
        requireText("--context", context);
        requireText("--continuation", continuation);
        try (TextModel text = TextModel.load(model.directory())) {
            int recurrentSteps = steps.of(text.model().config());
            ContinuationScore score = ContinuationScoring.score(
                            text.model(),
                            text.tokenizer().encodePrompt(context),
                            List.of(text.tokenizer().encode(continuation)),
                            recurrentSteps)
                    .getFirst();
            if (json.wanted()) {
                print(score);
            } else {
                printTable(score);
            }
        }
        return 0;
    }

    private void print(ContinuationScore score) {
        var logProbabilities = new ArrayList<Double>();
        var greedy = new ArrayList<Boolean>();
        for (int step = 1; step <= score.recurrentSteps(); step++) {
            logProbabilities.add(score.logLikelihood(step));
            greedy.add(score.greedy(step));
        }
        var result = new LinkedHashMap<String, Object>();
        result.put("tokens", score.tokens());
        result.put("logprob_by_step", logProbabilities);
        result.put("greedy_by_step", greedy);
        json.print(result);
    }

    private void printTable(ContinuationScore score) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%d tokens%n", score.tokens());
        for (int step = 1; step <= score.recurrentSteps(); step++) {
            out.printf(
                    "step %d  log-likelihood %.4f%s%n",
                    step, score.logLikelihood(step), score.greedy(step) ? "  greedy" : "");
        }
        out.flush();
    }

    private void requireText(String option, String text) {
        if (text.isEmpty()) {
            throw new ParameterException(spec.commandLine(), option + ": empty (expected: text)");
        }
    }
}
