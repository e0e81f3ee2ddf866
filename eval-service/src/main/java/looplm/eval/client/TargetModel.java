package looplm.eval.client;

/**
 * What {@code /v1/models} says.
 *
 * @param weightsHash first 12 hex digits
 * @param trainedSteps recurrent steps T
 * @param maxSteps the most a request may ask for
 */
public record TargetModel(String name, String weightsHash, int trainedSteps, int maxSteps) {

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
