package looplm.eval.client;

import looplm.wire.openai.LoopControls;

/**
 * One request for a greedy answer.
 *
 * @param message the user's
 * @param maxTokens of the answer
 */
public record Question(String model, String message, LoopControls loop, int maxTokens) {}
