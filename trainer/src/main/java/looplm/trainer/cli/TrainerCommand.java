package looplm.trainer.cli;

import looplm.model.cli.CommandProgram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands that train a model or tell what it is trained on. */
@Command(
        name = "looplm",
        mixinStandardHelpOptions = true,
        description = "Commands that train a LoopLM.",
        subcommands = {TrainCommand.class, ProfileCommand.class, CardCommand.class, TasksCommand.class})
public final class TrainerCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Runs a command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        CommandProgram.run(new TrainerCommand(), "looplm/model/cli/logback-command.xml", arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "command: missing (expected: one of those below)");
    }
}
