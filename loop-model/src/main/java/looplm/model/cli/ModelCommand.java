package looplm.model.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands that need the model in their own process. */
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
            TokenizeCommand.class
        })
public final class ModelCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Runs a command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        CommandProgram.run(new ModelCommand(), "looplm/model/cli/logback-command.xml", arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "command: missing (expected: one of those below)");
    }
}
