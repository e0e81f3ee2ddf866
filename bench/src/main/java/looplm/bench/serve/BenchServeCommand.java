package looplm.bench.serve;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import looplm.model.cli.JsonLine;
import looplm.trainer.task.NanoTasks;
import looplm.trainer.task.TaskItem;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench serve}. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Measures the service over HTTP on held-out questions of looplm-nano: accuracy, mean steps and"
                + " tokens per second of an effort against full depth, in the order A B B A.",
        footer = {"", "Example: ./looplm bench serve --model models/looplm-nano --items 800"})
public final class BenchServeCommand implements Callable<Integer> {

    private static final String FULL_DEPTH = "high";

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", defaultValue = "models/looplm-nano", description = "Default ${DEFAULT-VALUE}.")
    private Path model;

    @Option(names = "--effort", defaultValue = "medium", description = "Measured effort; default ${DEFAULT-VALUE}.")
    private String effort;

    @Option(names = "--items", defaultValue = "800", description = "Questions of an arm; default ${DEFAULT-VALUE}.")
    private int items;

    @Option(names = "--rows", defaultValue = "4", description = "Rows of the engine; default ${DEFAULT-VALUE}.")
    private int rows;

    @Option(names = "--clients", description = "Clients that ask at once; default as many as rows.")
    private int clients;

    @Option(
            names = "--tokens",
            defaultValue = "0",
            description = "Tokens of every answer, its end ignored and so not judged; default: answers end.")
    private int tokens;

    @Option(names = "--dtype", defaultValue = "f32", description = "f32, bf16 or int8; default ${DEFAULT-VALUE}.")
    private String dtype;

    @Option(names = "--threads", defaultValue = "1", description = "Native threads; default ${DEFAULT-VALUE}.")
    private int threads;

    @Mixin
    private JsonLine json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        check("--items", items, 1, 1_000_000);
        check("--rows", rows, 1, 64);
        check("--clients", clients, 0, 1000);
        check("--tokens", tokens, 0, 100_000);
        int asking = clients == 0 ? rows : clients;
        List<TaskItem> questions = HeldOutItems.of(new NanoTasks(), items);
        var settings = List.of(
                "rows=" + rows,
                "keep-prefixes=false",
                "queue-length=" + Math.max(64, asking),
                "native-threads=" + threads,
                "dtype=" + dtype);
        try (LocalService service = LocalService.start(model, settings)) {
            ServeReport report = measure(service, questions, asking);
            if (json.wanted()) {
                json.print(report);
            } else {
                report.print(spec.commandLine().getOut());
            }
        }
        return CommandLine.ExitCode.OK;
    }

    private ServeReport measure(LocalService service, List<TaskItem> questions, int asking)
            throws InterruptedException {
        var a = new ServeArm(FULL_DEPTH, asking, tokens);
        var b = new ServeArm(effort, asking, tokens);
        say("warm-up, %d questions", questions.size());
        b.run(service, questions);
        ServeArm.Result a1 = told(a, service, questions);
        ServeArm.Result b1 = told(b, service, questions);
        ServeArm.Result b2 = told(b, service, questions);
        ServeArm.Result a2 = told(a, service, questions);
        double first = b1.tokensPerSecond() / a1.tokensPerSecond();
        double second = b2.tokensPerSecond() / a2.tokensPerSecond();
        ServeArm.Result full = a1.then(a2);
        ServeArm.Result adaptive = b1.then(b2);
        return new ServeReport(
                dtype,
                rows,
                asking,
                questions.size(),
                tokens,
                ServeReport.Figures.of(a, full),
                ServeReport.Figures.of(b, adaptive),
                adaptive.tokensPerSecond() / full.tokensPerSecond(),
                Math.min(first, second),
                Math.max(first, second));
    }

    private ServeArm.Result told(ServeArm arm, LocalService service, List<TaskItem> questions)
            throws InterruptedException {
        ServeArm.Result result = arm.run(service, questions);
        say("%s: %.1f s", arm.effort(), result.nanos() / 1e9);
        return result;
    }

    private void say(String format, Object... arguments) {
        PrintWriter err = spec.commandLine().getErr();
        err.printf(Locale.ROOT, format + "%n", arguments);
        err.flush();
    }

    private void check(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    spec.commandLine(), option + ": " + value + " (expected: " + least + ".." + most + ")");
        }
    }
}
