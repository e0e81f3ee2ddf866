package looplm.launcher.dispatch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import looplm.launcher.home.Checkout;
import looplm.launcher.terminal.CommandFailure;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands of other modules that need the model: known here by name, run in a process of their own that shares this
 * terminal.
 */
public final class ModelCommands {

    /**
     * @param words what the command line begins with
     */
    private record Target(List<String> words, String module, String mainClass, boolean namedInArguments) {}

    /** The first that fits. */
    private static final List<Target> TARGETS = List.of(
            new Target(
                    List.of("bench", "engine"),
                    "inference-service",
                    "looplm.inference.runner.bench.BenchEngineCommand",
                    false),
            new Target(
                    List.of("bench", "serve"), "inference-service", "looplm.inference.bench.BenchServeCommand", false),
            new Target(List.of(), "loop-model", "looplm.model.cli.ModelCommand", true));

    /** A new command gets its line here. */
    private static final Map<String, String> DESCRIPTIONS = descriptions();

    private ModelCommands() {}

    public static boolean isOne(String name) {
        return DESCRIPTIONS.containsKey(name);
    }

    /** Lists them in the help of {@code commandLine}. */
    public static void describe(CommandLine commandLine) {
        DESCRIPTIONS.forEach((name, description) -> {
            CommandSpec spec = CommandSpec.create().name(name);
            spec.usageMessage().description(description);
            commandLine.addSubcommand(name, new CommandLine(spec));
        });
    }

    /**
     * Runs one of them and returns its exit code.
     *
     * @param arguments the whole command line, the command's name first
     */
    public static int run(String[] arguments) {
        try {
            Process process = start(List.of(arguments));
            // A Ctrl-C reaches the child from the terminal, and a SIGTERM is passed on: either way it may save its
            // work.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> endWith(process), "end-with-child"));
            return process.waitFor();
        } catch (IOException e) {
            throw new CommandFailure("looplm " + arguments[0] + " can't be started: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        }
    }

    private static Process start(List<String> arguments) throws IOException {
        Target target = TARGETS.stream()
                .filter(one -> arguments.size() >= one.words().size()
                        && arguments.subList(0, one.words().size()).equals(one.words()))
                .findFirst()
                .orElseThrow();
        int named = target.namedInArguments() ? 0 : target.words().size();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-DOPT_OUT_TRACKING=true",
                "-Dai.djl.offline=true",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-cp",
                Checkout.find().classPath(target.module()),
                target.mainClass()));
        command.addAll(arguments.subList(named, arguments.size()));
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("OPT_OUT_TRACKING", "true");
        builder.environment().put("DJL_OFFLINE", "true");
        return builder.start();
    }

    private static void endWith(Process process) {
        process.destroy();
        process.onExit().join();
    }

    private static Map<String, String> descriptions() {
        var descriptions = new LinkedHashMap<String, String>();
        descriptions.put("generate", "Generates text with a model, in this terminal.");
        descriptions.put("pull", "Fetches a model from a hub, resumable and verified.");
        descriptions.put("score", "Log-likelihood of a continuation after every recurrent step.");
        descriptions.put("forward", "Writes what a forward pass computes, to compare with another implementation.");
        descriptions.put("inspect", "Shows what a model directory holds; --verify reads every weight.");
        descriptions.put("tokenize", "Shows the token ids of a text, or the text of ids.");
        descriptions.put("train", "Trains a model from a recipe.");
        descriptions.put("card", "Writes a model's card anew, with controls.");
        descriptions.put(
                "bench",
                "Measures: `bench kernel` and `bench kv` a model, `bench engine` the row tick, `bench serve` the service.");
        descriptions.put("tasks", "Exports the tasks' held-out items.");
        return descriptions;
    }
}
