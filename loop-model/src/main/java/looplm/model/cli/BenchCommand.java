package looplm.model.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench}: what a model costs on this machine. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures a model on this machine.",
        subcommands = {BenchKernelCommand.class, BenchKvCommand.class},
        footer = {"", "Example:", "  looplm bench kernel --shape mid --dtype bf16"})
public final class BenchCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "bench: missing (expected: one of those below)");
    }
}
