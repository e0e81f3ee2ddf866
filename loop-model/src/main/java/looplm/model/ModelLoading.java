package looplm.model;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;
import looplm.model.checkpoint.LoopLmConfig;
import looplm.model.exit.DepthProfile;
import looplm.model.kernel.ComputeDevice;
import looplm.model.kernel.Dtype;
import looplm.model.kernel.KernelChoice;
import looplm.model.kernel.KernelProbe;
import looplm.model.kernel.KnownAccuracy;
import looplm.model.kernel.Placement;
import looplm.model.script.ScriptModule;
import looplm.model.weights.StoredType;
import looplm.model.weights.WeightFiles;
import looplm.model.weights.WeightLoader;
import looplm.model.weights.WeightNames;
import looplm.model.weights.WeightSource;
import looplm.model.weights.WeightsHash;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides how a model's weights are held, and loads it so: by what is asked, by what is known of it, by a probe. */
final class ModelLoading {

    private static final Logger log = LoggerFactory.getLogger(LoopLm.class);

    private ModelLoading() {}

    /** See {@link LoopLm#load(Path, Placement)}. */
    static LoopLm of(Path directory, Placement placement) {
        LoopLmConfig config = LoopLmConfig.read(directory);
        try (var files = WeightFiles.open(directory)) {
            WeightsHash hash = WeightsHash.of(directory, files);
            WeightSource source = WeightLoader.source(files, config);
            Dtype stored = stored(files);
            KnownAccuracy known = placement.dtype().isPresent()
                    ? new KnownAccuracy(stored, Set.of())
                    : KnownAccuracy.of(stored, DepthProfile.read(directory, hash));
            return inRange(placement, known, allowed -> chosen(config, hash, placement, allowed, source));
        }
    }

    /** Of weights that come from no directory. */
    static LoopLm of(LoopLmConfig config, WeightSource source, Placement placement) {
        return inRange(placement, KnownAccuracy.NONE, allowed -> chosen(config, null, placement, allowed, source));
    }

    /** A model whose weights have numbers in its dtype: without float16 where they have none in it and another may do. */
    private static LoopLm inRange(
            Placement placement, KnownAccuracy known, Function<KnownAccuracy, LoopLm> constructor) {
        LoopLm model = constructor.apply(known);
        long beyond = model.beyondRange();
        if (beyond == 0) {
            return model;
        }
        String fault = "f16: " + beyond + " weights beyond its range";
        model.close();
        if (placement.dtype().isPresent()
                || placement.kernel().isPresent()
                || placement.device() != ComputeDevice.CPU) {
            throw new IllegalArgumentException("dtype: " + fault + " (expected: bf16 or f32 for these weights)");
        }
        log.warn("{}: it is left out", fault);
        return constructor.apply(known.without(Dtype.F16));
    }

    private static LoopLm chosen(
            LoopLmConfig config,
            @Nullable WeightsHash weightsHash,
            Placement placement,
            KnownAccuracy known,
            WeightSource source) {
        NDManager manager = ScriptModule.newManager(placement.device().djl());
        try {
            KernelChoice kernel = KernelProbe.choose(placement, config, known, manager);
            if (placement.kernel().isEmpty()) {
                log.info("{}", kernel.line());
            }
            return new LoopLm(config, weightsHash, kernel, manager, source);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private static Dtype stored(WeightFiles files) {
        StoredType type =
                files.owner(WeightNames.EMBEDDING).tensor(WeightNames.EMBEDDING).type();
        return switch (type) {
            case F16 -> Dtype.F16;
            case BF16 -> Dtype.BF16;
            default -> Dtype.F32;
        };
    }
}
