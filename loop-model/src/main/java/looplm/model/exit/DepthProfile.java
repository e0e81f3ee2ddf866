package looplm.model.exit;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import looplm.model.checkpoint.CheckpointException;
import looplm.model.checkpoint.JsonFields;
import looplm.model.weights.WeightsHash;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * What each effort means for one model: measured by the trainer and written beside the checkpoint.
 *
 * @param weightsHash the weights it was measured on; it holds for no others
 * @param efforts bounds of every effort
 * @param measured what the bounds were chosen by, as plain JSON values; of it, programs read {@link #figures} only
 */
public record DepthProfile(WeightsHash weightsHash, Map<Effort, DepthBounds> efforts, Map<String, Object> measured) {

    /** The file of a model directory that holds the profile; it may be absent. */
    public static final String FILE = "depth_profile.json";

    private static final Logger LOG = LoggerFactory.getLogger(DepthProfile.class);
    private static final int MAX_STEPS = 1024;
    private static final int MAX_LEVEL = 1_000_000;
    private static final int MAX_NAME = 64;
    private static final String EFFORTS = "efforts";

    /** Only profiles with worst levels to rely on have it. */
    private static final String STANDARD_ERROR = "standard_error";

    public DepthProfile {
        for (Effort effort : Effort.values()) {
            if (!efforts.containsKey(effort)) {
                throw new IllegalArgumentException("efforts." + effort.key() + ": missing");
            }
        }
        efforts = Collections.unmodifiableMap(new EnumMap<>(efforts));
        measured = Collections.unmodifiableMap(new LinkedHashMap<>(measured));
    }

    /** Every effort runs all steps: what holds where nothing was measured. */
    public static Map<Effort, DepthBounds> fullDepth(int recurrentSteps) {
        var efforts = new EnumMap<Effort, DepthBounds>(Effort.class);
        for (Effort effort : Effort.values()) {
            efforts.put(effort, DepthBounds.fixed(recurrentSteps));
        }
        return efforts;
    }

    /**
     * Reads the profile of a model directory. A profile of other weights is left out with a warning: its thresholds mean
     * nothing here.
     *
     * @throws CheckpointException where the file is there and malformed
     */
    public static Optional<DepthProfile> read(Path directory, WeightsHash actual) {
        Optional<DepthProfile> profile =
                JsonFields.readIfPresent(directory.resolve(FILE)).map(DepthProfile::of);
        if (profile.isPresent() && !profile.get().weightsHash().equals(actual)) {
            LOG.warn(
                    "{} was measured on weights {} and is left out: these are {}",
                    directory.resolve(FILE),
                    profile.get().weightsHash().shortHex(),
                    actual.shortHex());
            return Optional.empty();
        }
        return profile;
    }

    public DepthBounds bounds(Effort effort) {
        DepthBounds bounds = efforts.get(effort);
        if (bounds == null) {
            throw new IllegalStateException("efforts." + effort.key() + ": missing");
        }
        return bounds;
    }

    /** What the effort was measured to give; empty where the profile is of an earlier trainer, which did not say. */
    public Optional<EffortFigures> figures(Effort effort) {
        return measured.get(EFFORTS) instanceof Map<?, ?> efforts
                        && efforts.get(effort.key()) instanceof Map<?, ?> figures
                        && figures.containsKey(STANDARD_ERROR)
                ? Optional.of(JsonMapper.shared().convertValue(figures, EffortFigures.class))
                : Optional.empty();
    }

    /** The profile as {@code depth_profile.json}. */
    public String toJson() {
        var json = new LinkedHashMap<String, Object>();
        json.put("weights_hash", weightsHash.hex());
        var byName = new LinkedHashMap<String, Object>();
        efforts.forEach((effort, bounds) -> {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("min_steps", bounds.minSteps());
            fields.put("max_steps", bounds.maxSteps());
            fields.put("exit_threshold", bounds.exitThreshold());
            byName.put(effort.key(), fields);
        });
        json.put(EFFORTS, byName);
        json.put("measured", measured);
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    }

    private static DepthProfile of(JsonFields json) {
        JsonFields efforts = json.object(EFFORTS).orElseThrow(() -> json.fault(EFFORTS, "an object"));
        var bounds = new EnumMap<Effort, DepthBounds>(Effort.class);
        try {
            for (Effort effort : Effort.values()) {
                efforts.object(effort.key()).ifPresent(fields -> bounds.put(effort, bounds(fields)));
            }
            return new DepthProfile(
                    new WeightsHash(json.text("weights_hash").orElse("missing")), bounds, measured(json));
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(json.file(), String.valueOf(e.getMessage()), e);
        }
    }

    private static DepthBounds bounds(JsonFields fields) {
        return new DepthBounds(
                fields.integer("min_steps", 1, MAX_STEPS), fields.integer("max_steps", 1, MAX_STEPS), (float)
                        fields.number("exit_threshold", 0, 1));
    }

    private static Map<String, Object> measured(JsonFields json) {
        var measured = new LinkedHashMap<String, Object>();
        json.object("measured").ifPresent(fields -> {
            for (Effort effort : Effort.values()) {
                fields.object(EFFORTS)
                        .flatMap(efforts -> efforts.object(effort.key()))
                        .ifPresent(DepthProfile::check);
            }
            fields.node()
                    .properties()
                    .forEach(entry -> measured.put(
                            entry.getKey(), JsonMapper.shared().treeToValue(entry.getValue(), Object.class)));
        });
        return measured;
    }

    /** Refuses figures that {@link #figures} could not read. */
    private static void check(JsonFields figures) {
        if (!figures.has(STANDARD_ERROR)) {
            return;
        }
        figures.number(STANDARD_ERROR, 0, 1);
        figures.number("accuracy", 0, 1);
        figures.number("loss", -1, 1);
        figures.number("mean_steps", 1, MAX_STEPS);
        JsonFields worst = figures.object("worst_level").orElseThrow(() -> figures.fault("worst_level", "an object"));
        if (worst.text("task").filter(task -> task.length() <= MAX_NAME).isEmpty()) {
            throw worst.fault("task", "a name of at most " + MAX_NAME + " characters");
        }
        worst.integer("level", 0, MAX_LEVEL);
        worst.number("accuracy", 0, 1);
        worst.number("chance", 0, 1);
        worst.number(STANDARD_ERROR, 0, 1);
    }
}
