package looplm.model.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import looplm.model.checkpoint.CheckpointException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The commands that need the model in their own process. The launcher starts this class as a child.
 *
 * <p>Exit codes: 0 done, 1 failed, 2 wrong usage.
 */
@Command(
        name = "looplm",
        mixinStandardHelpOptions = true,
        description = "Commands that run a LoopLM in this process.",
        subcommands = {
            GenerateCommand.class,
            PullCommand.class,
            ScoreCommand.class,
            ForwardCommand.class,
            InspectCommand.class,
            TokenizeCommand.class,
            TrainCommand.class,
            CardCommand.class,
            TasksCommand.class,
            BenchCommand.class
        })
public final class ModelCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Runs a command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // Must be set before the first logger: standard output belongs to results.
        System.setProperty("logback.configurationFile", "looplm/model/cli/logback-command.xml");
        PrintWriter out = standardOutput();
        int exitCode = newCommandLine().setOut(out).execute(arguments);
        out.flush();
        System.exit(exitCode);
    }

    /** In UTF-8. Unlike {@code System.out}, which keeps it to itself, this tells when nobody reads on. */
    private static PrintWriter standardOutput() {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), UTF_8), true);
    }

    /** The command line, ready to execute; failures are told in one line. */
    public static CommandLine newCommandLine() {
        return new CommandLine(new ModelCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(ModelCommand::report);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "command: missing (expected: one of those below)");
    }

    private static int report(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (failure instanceof CheckpointException || failure instanceof IllegalArgumentException) {
            err.println(failure.getMessage());
        } else {
            failure.printStackTrace(err);
        }
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
