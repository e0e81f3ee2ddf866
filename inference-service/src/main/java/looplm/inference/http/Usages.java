package looplm.inference.http;

import looplm.inference.engine.token.Counts;
import looplm.wire.openai.LoopUsage;
import looplm.wire.openai.Usage;

/** Counts of the engine as JSON records. */
final class Usages {

    private Usages() {}

    static Usage of(Counts counts) {
        Double mean = counts.meanSteps().isPresent() ? counts.meanSteps().getAsDouble() : null;
        var loop = new LoopUsage(
                counts.promptSteps(),
                counts.executedSteps(),
                mean,
                counts.savedSteps(),
                counts.exitSteps(),
                counts.billedSteps());
        return Usage.of(counts.promptTokens(), counts.completionTokens(), loop);
    }
}
