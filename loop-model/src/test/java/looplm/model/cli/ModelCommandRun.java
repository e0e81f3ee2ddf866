package looplm.model.cli;

import looplm.testing.CommandRun;

/** Runs the module's commands in this process. */
final class ModelCommandRun {

    private ModelCommandRun() {}

    static CommandRun of(String... arguments) {
        return CommandRun.of(CommandProgram.commandLine(new ModelCommand()), arguments);
    }
}
