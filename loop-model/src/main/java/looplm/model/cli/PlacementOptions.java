package looplm.model.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import looplm.model.kernel.ComputeDevice;
import looplm.model.kernel.DtypeChoice;
import looplm.model.kernel.MatrixForm;
import looplm.model.kernel.Placement;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The options of every command that loads a model: what it is held in, and where. */
final class PlacementOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "auto",
            description = {
                "What weight matrices are held in: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}, the fastest here"
                        + " that keeps this model's measured accuracy.",
                "int8 changes answers: its greedy tokens leave f32's within 16 tokens on most small models."
            })
    private DtypeChoice dtype;

    @Option(
            names = "--kernel",
            paramLabel = "NAME",
            completionCandidates = KernelNames.class,
            converter = KernelNames.class,
            description = "The one form of the matrices to use: ${COMPLETION-CANDIDATES}. Default: the fastest here.")
    private @Nullable MatrixForm kernel;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "cpu",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private ComputeDevice device;

    Placement placement() {
        try {
            return new Placement(dtype.dtype(), device, Optional.ofNullable(kernel), 1);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Names with dashes, which no Java constant can have. */
    static final class KernelNames implements ITypeConverter<MatrixForm>, Iterable<String> {

        @Override
        public MatrixForm convert(String name) {
            try {
                return MatrixForm.named(name);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(MatrixForm.values()).map(MatrixForm::toString).iterator();
        }
    }
}
