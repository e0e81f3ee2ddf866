package looplm.eval.client;

import java.util.UUID;
import looplm.wire.openai.LoopUsage;

/** How an attempt ended. */
public sealed interface Reply {

    /** The attempt's id, under which inference-service counts it. */
    UUID attempt();

    /**
     * @param text the answer; empty where there was none
     * @param model {@code name@hash} of the weights that answered
     * @param completionTokens tokens of the answer, a sampled end token included
     */
    record Answered(UUID attempt, String text, String model, int completionTokens, LoopUsage loop) implements Reply {}

    /** No answer in time; the request was given up. */
    record TimedOut(UUID attempt) implements Reply {}

    /** The item does not fit the model's context. */
    record TooLong(UUID attempt) implements Reply {}
}
