package looplm.model.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.Optional;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.hub.HubException;
import looplm.model.text.ChatTemplateException;
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

    /** A fault of what the user gave is one line; anything else is a fault of ours and keeps its trace. */
    private static int report(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        Optional<String> line = line(failure);
        if (line.isPresent()) {
            err.println(line.get().replaceAll("\\R", " "));
        } else {
            failure.printStackTrace(err);
        }
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static Optional<String> line(Exception failure) {
        return switch (failure) {
            case CheckpointException e -> Optional.of(String.valueOf(e.getMessage()));
            case IllegalArgumentException e -> Optional.of(String.valueOf(e.getMessage()));
            case HubException e -> Optional.of(String.valueOf(e.getMessage()));
            case ChatTemplateException e -> Optional.of("refused by the model's chat template: " + e.getMessage());
            case UncheckedIOException e -> Optional.of(line(Objects.requireNonNull(e.getCause())));
            case IOException e -> Optional.of(line(e));
            default -> Optional.empty();
        };
    }

    private static String line(IOException failure) {
        return switch (failure) {
            case NoSuchFileException e -> e.getFile() + ": no such file or directory";
            case AccessDeniedException e -> e.getFile() + ": not permitted";
            case FileAlreadyExistsException e -> e.getFile() + ": there is something of this name already";
            case FileSystemException e ->
                e.getFile() + ": " + (e.getReason() == null ? e.getClass().getSimpleName() : e.getReason());
            default -> String.valueOf(failure);
        };
    }
}
