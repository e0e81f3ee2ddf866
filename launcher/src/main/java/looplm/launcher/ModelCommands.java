package looplm.launcher;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import looplm.launcher.home.Checkout;
import looplm.launcher.os.JavaProgram;
import looplm.launcher.terminal.CommandFailure;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands of other modules that need the model: known here by name, run in a process of their own that shares this
 * terminal.
 */
final class ModelCommands {

    /** Of a module whose commands share one program. */
    private enum Target {
        MODEL("loop-model", "looplm.model.cli.ModelCommand", true),
        TRAINER("trainer", "looplm.trainer.cli.TrainerCommand", true),
        BENCH("bench", "looplm.bench.BenchCommand", false);

        private final String module;
        private final String mainClass;

        /** Whether the program has the command below it, rather than being the command. */
        private final boolean named;

        Target(String module, String mainClass, boolean named) {
            this.module = module;
            this.mainClass = mainClass;
            this.named = named;
        }
    }

    private record ModelCommand(Target target, String description) {}

    /** A new command gets its line here. */
    private static final Map<String, ModelCommand> COMMANDS = commands();

    private ModelCommands() {}

    static boolean isOne(String name) {
        return COMMANDS.containsKey(name);
    }

    /** Lists them in the help of {@code commandLine}. */
    static void describe(CommandLine commandLine) {
        COMMANDS.forEach((name, command) -> {
            CommandSpec spec = CommandSpec.create().name(name);
            spec.usageMessage().description(command.description());
            commandLine.addSubcommand(name, new CommandLine(spec));
        });
    }

    /**
     * Runs one of them and returns its exit code.
     *
     * @param arguments the whole command line, the command's name first
     */
    static int run(String[] arguments) {
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
        Checkout checkout = Checkout.find();
        Target target =
                Objects.requireNonNull(COMMANDS.get(arguments.getFirst())).target();
        List<String> command = new ArrayList<>(List.of(
                JavaProgram.path().toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-DOPT_OUT_TRACKING=true",
                "-Dai.djl.offline=true",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-D" + Checkout.PROPERTY + "=" + checkout.root(),
                "-cp",
                checkout.classPath(target.module),
                target.mainClass));
        command.addAll(arguments.subList(target.named ? 0 : 1, arguments.size()));
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("OPT_OUT_TRACKING", "true");
        builder.environment().put("DJL_OFFLINE", "true");
        return builder.start();
    }

    /** With the exit code of the child, which knows whether it did what it was asked; a signal's own says nothing of it. */
    private static void endWith(Process process) {
        process.destroy();
        Runtime.getRuntime().halt(process.onExit().join().exitValue());
    }

    private static Map<String, ModelCommand> commands() {
        var commands = new LinkedHashMap<String, ModelCommand>();
        commands.put("generate", new ModelCommand(Target.MODEL, "Generates text with a model, in this terminal."));
        commands.put("pull", new ModelCommand(Target.MODEL, "Fetches a model from a hub, resumable and verified."));
        commands.put(
                "score",
                new ModelCommand(Target.MODEL, "Log-likelihood of a continuation after every recurrent step."));
        commands.put(
                "forward",
                new ModelCommand(
                        Target.MODEL, "Writes what a forward pass computes, to compare with another implementation."));
        commands.put(
                "inspect",
                new ModelCommand(Target.MODEL, "Shows what a model directory holds; --verify reads every weight."));
        commands.put("tokenize", new ModelCommand(Target.MODEL, "Shows the token ids of a text, or the text of ids."));
        commands.put("train", new ModelCommand(Target.TRAINER, "Trains a model from a recipe."));
        commands.put(
                "profile",
                new ModelCommand(Target.TRAINER, "Measures what each effort means for a trained model, anew."));
        commands.put("card", new ModelCommand(Target.TRAINER, "Writes a model's card anew, with controls."));
        commands.put(
                "bench",
                new ModelCommand(
                        Target.BENCH,
                        "Measures: `bench kernel` and `bench kv` a model, `bench engine` the row tick, `bench serve` the"
                                + " service, `bench siege` what the platform stands."));
        commands.put(
                "tasks",
                new ModelCommand(
                        Target.TRAINER, "Prints the facts that looplm-nano knows, or exports held-out items."));
        return commands;
    }
}
