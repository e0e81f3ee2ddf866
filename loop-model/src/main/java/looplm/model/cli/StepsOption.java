package looplm.model.cli;

import looplm.model.checkpoint.LoopLmConfig;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code --steps} of commands that run every step: the trained ones unless told otherwise, at most twice as many. */
final class StepsOption {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Recurrent steps to run, up to twice the trained ones. Default: the trained ones.")
    private @Nullable Integer steps;

    int of(LoopLmConfig config) {
        int limit = 2 * config.recurrentSteps();
        if (steps == null) {
            return config.recurrentSteps();
        }
        if (steps < 1 || steps > limit) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--steps: " + steps + " (expected: 1.." + limit + ", up to twice the trained steps)");
        }
        return steps;
    }
}
