package looplm.eval.run;

import looplm.eval.client.TargetModel;
import looplm.eval.record.EvalRun;

/** A run is about exactly one model's weights. */
final class PinnedModel {

    private PinnedModel() {}

    /**
     * @throws RunFailedException if the served model is not the one that the run began with, or not deep enough
     */
    static void check(EvalRun run, TargetModel served) {
        if (run.model().isPresent() && run.weightsHash().isPresent()) {
            String pinned = run.model().get() + "@" + run.weightsHash().get();
            if (!pinned.equals(served.reference())) {
                throw new RunFailedException("weights: %s is served (expected: %s throughout the run)"
                        .formatted(served.reference(), pinned));
            }
        }
        for (int steps : run.plan().depths()) {
            if (steps > served.maxSteps()) {
                throw new RunFailedException(
                        "depths: %d (expected: 1..%d, the served model's)".formatted(steps, served.maxSteps()));
            }
        }
    }
}
