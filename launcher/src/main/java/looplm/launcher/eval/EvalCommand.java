package looplm.launcher.eval;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands about evaluations. */
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        description = "Measures a running platform's model at every depth.",
        subcommands = {EvalRunCommand.class, EvalShowCommand.class, EvalListCommand.class},
        footer = {"", "Example: ./looplm eval run nano-kb --depths 1,2,3,4"})
public final class EvalCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "COMMAND: missing (expected: one of those below)");
    }
}
