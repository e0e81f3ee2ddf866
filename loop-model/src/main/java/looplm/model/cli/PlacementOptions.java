package looplm.model.cli;

import looplm.model.ComputeDevice;
import looplm.model.Dtype;
import looplm.model.Placement;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of every command that loads a model: what it is held in, and where. */
final class PlacementOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "f32",
            description = "What weight matrices are held in: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Dtype dtype;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private ComputeDevice device;

    Placement placement() {
        try {
            return new Placement(dtype, device);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
