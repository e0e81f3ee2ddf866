package looplm.gateway.console;

import looplm.wire.eval.Run;

/** What eval-service has to show. */
public sealed interface LatestEvaluation {

    /** The newest run that finished with accuracies. */
    record Found(Run run) implements LatestEvaluation {}

    /** None has finished. */
    record None() implements LatestEvaluation {}

    /** eval-service could not be asked. */
    record Unknown() implements LatestEvaluation {}
}
