package looplm.model.cli;

import looplm.testing.CommandRun;

/** Runs the module's commands in this process. */
public final class ModelCommandRun {

    private ModelCommandRun() {}

    public static CommandRun of(String... arguments) {
        return CommandRun.of(CommandProgram.commandLine(new ModelCommand()), arguments);
    }
}
