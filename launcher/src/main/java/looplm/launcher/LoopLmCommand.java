package looplm.launcher;

import java.nio.file.FileSystemException;
import looplm.launcher.eval.EvalCommand;
import looplm.launcher.platform.DownCommand;
import looplm.launcher.platform.LogsCommand;
import looplm.launcher.platform.RehearseCommand;
import looplm.launcher.platform.StatusCommand;
import looplm.launcher.platform.SuperviseCommand;
import looplm.launcher.platform.UpCommand;
import looplm.launcher.recording.RecordCommand;
import looplm.launcher.terminal.CommandFailure;
import looplm.launcher.verify.TestCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Everything that {@code ./looplm} does. Exit codes: 0 done, 1 failed, 2 wrong usage; {@code eval run} has more. */
@Command(
        name = "looplm",
        mixinStandardHelpOptions = true,
        version = "looplm 0.1.0",
        description = "Looped language models: trained, served, guarded and evaluated.",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            LogsCommand.class,
            EvalCommand.class,
            TestCommand.class,
            SuperviseCommand.class,
            RecordCommand.class,
            RehearseCommand.class
        },
        footer = {"", "Example: ./looplm up --detach", "`./looplm COMMAND -h` tells more."})
public final class LoopLmCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Runs a command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        CommandLine commandLine = newCommandLine();
        if (arguments.length > 0 && ModelCommands.isOne(arguments[0])) {
            try {
                return ModelCommands.run(arguments);
            } catch (CommandFailure e) {
                return tell(e, commandLine);
            }
        }
        return commandLine.execute(arguments);
    }

    /** The command line, ready to execute. */
    static CommandLine newCommandLine() {
        var commandLine = new CommandLine(new LoopLmCommand());
        ModelCommands.describe(commandLine);
        return commandLine
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (failure instanceof CommandFailure known) {
                        return tell(known, command);
                    }
                    if (failure instanceof FileSystemException file) {
                        return tell(new CommandFailure(file + " (expected: a file that this user can use)"), command);
                    }
                    throw failure;
                });
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "COMMAND: missing (expected: one of those below)");
    }

    private static int tell(CommandFailure failure, CommandLine command) {
        command.getErr().println(failure.getMessage());
        command.getErr().flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
