package looplm.bench;

import java.util.logging.LogManager;
import looplm.bench.engine.BenchEngineCommand;
import looplm.bench.kernel.BenchKernelCommand;
import looplm.bench.kv.BenchKvCommand;
import looplm.bench.serve.BenchServeCommand;
import looplm.bench.siege.BenchSiegeCommand;
import looplm.model.cli.CommandProgram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code looplm bench}: what the platform's parts cost on this machine. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures on this machine: the model alone, the row tick, the service, and what the platform stands.",
        subcommands = {
            BenchKernelCommand.class,
            BenchKvCommand.class,
            BenchEngineCommand.class,
            BenchServeCommand.class,
            BenchSiegeCommand.class
        },
        footer = {"", "Example:", "  looplm bench kernel --shape mid --dtype bf16"})
public final class BenchCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    /** Runs a command line and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // `bench serve` starts a service in this process: Spring is kept from setting up its own logging, and Tomcat
        // tells java.util.logging what it does, and that tells the terminal.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        LogManager.getLogManager().reset();
        CommandProgram.run(new BenchCommand(), "looplm/bench/logback-bench.xml", arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "bench: missing (expected: one of those below)");
    }
}
