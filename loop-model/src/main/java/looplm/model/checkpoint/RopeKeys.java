package looplm.model.checkpoint;

import java.util.Optional;
import java.util.Set;

/**
 * The rotary embedding's keys of a configuration: {@code rope_theta} and {@code rope_scaling}, or {@code rope_parameters},
 * which holds both from transformers 5 on. One kind of it is computed here, the plain one of a base; any other changes the
 * numbers and is refused by its name.
 */
final class RopeKeys {

    private static final String THETA = "rope_theta";
    private static final String PARTIAL = "partial_rotary_factor";
    private static final String PLAIN = "default";
    private static final Set<String> OF_PLAIN = Set.of("rope_type", "type", THETA, PARTIAL);

    private RopeKeys() {}

    /**
     * Base of the rotary frequencies.
     *
     * @throws CheckpointException where another kind is asked for, the base is missing, or two places disagree about it
     */
    static double theta(JsonFields json) {
        requireWhole(json);
        Optional<JsonFields> parameters = plain(json, "rope_parameters");
        Optional<JsonFields> scaling = plain(json, "rope_scaling");
        Optional<Double> own = theta(Optional.of(json));
        Optional<Double> nested = theta(parameters).or(() -> theta(scaling));
        if (own.isPresent() && nested.isPresent() && !own.equals(nested)) {
            throw json.fault(
                    THETA,
                    nested.get() + ", as within "
                            + (theta(parameters).isPresent() ? "rope_parameters" : "rope_scaling"));
        }
        return own.or(() -> nested).orElseGet(() -> json.number(THETA, 1, 1e12));
    }

    private static Optional<Double> theta(Optional<JsonFields> json) {
        return json.filter(fields -> fields.has(THETA)).map(fields -> fields.number(THETA, 1, 1e12));
    }

    private static Optional<JsonFields> plain(JsonFields json, String key) {
        Optional<JsonFields> fields = json.object(key);
        fields.ifPresent(rope -> {
            for (String type : new String[] {"rope_type", "type"}) {
                if (!rope.text(type).orElse(PLAIN).equals(PLAIN)) {
                    throw new CheckpointException(
                            json.file(),
                            key + "." + type + ": " + rope.text(type).orElse("") + " (expected: default)");
                }
            }
            rope.requireOnly(key, OF_PLAIN);
            requireWhole(rope);
        });
        return fields;
    }

    /** Whether all of a head is rotated. */
    private static void requireWhole(JsonFields json) {
        if (json.has(PARTIAL) && json.number(PARTIAL, 0, 1) != 1) {
            throw json.fault(PARTIAL, "1");
        }
    }
}
