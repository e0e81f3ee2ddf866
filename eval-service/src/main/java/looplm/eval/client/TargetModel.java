package looplm.eval.client;

import org.jspecify.annotations.Nullable;

/**
 * What {@code /v1/models} says.
 *
 * @param weightsHash first 12 hex digits
 * @param kernel the form that the weights are held in; null where the server does not tell
 * @param trainedSteps recurrent steps T
 * @param maxSteps the most a request may ask for
 */
public record TargetModel(
        String name, String weightsHash, @Nullable String kernel, int trainedSteps, int maxSteps) {

    public TargetModel {
        if (trainedSteps < 1 || maxSteps < trainedSteps) {
            throw new IllegalArgumentException(
                    "loop: trained_steps %d, max_steps %d (expected: 1 <= trained_steps <= max_steps)"
                            .formatted(trainedSteps, maxSteps));
        }
    }

    /** As the header {@code x-looplm-model} says it. */
    public String reference() {
        return name + "@" + weightsHash;
    }
}
