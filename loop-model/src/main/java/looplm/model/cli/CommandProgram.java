package looplm.model.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import looplm.model.checkpoint.CheckpointException;
import picocli.CommandLine;

/**
 * A module's commands as a program that the launcher starts as a child.
 *
 * <p>Exit codes: 0 done, 1 failed, 2 wrong usage.
 */
public final class CommandProgram {

    private CommandProgram() {}

    /**
     * Runs a command line and ends the process with its exit code.
     *
     * @param command the module's outermost one
     * @param logging resource that configures Logback
     */
    public static void run(Object command, String logging, String... arguments) {
        // Must be set before the first logger: standard output belongs to results.
        System.setProperty("logback.configurationFile", logging);
        PrintWriter out = standardOutput();
        int exitCode = commandLine(command).setOut(out).execute(arguments);
        out.flush();
        System.exit(exitCode);
    }

    /** The command line, ready to execute; failures are told in one line. */
    public static CommandLine commandLine(Object command) {
        return new CommandLine(command)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(CommandProgram::report);
    }

    /** In UTF-8. Unlike {@code System.out}, which keeps it to itself, this tells when nobody reads on. */
    private static PrintWriter standardOutput() {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), UTF_8), true);
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
