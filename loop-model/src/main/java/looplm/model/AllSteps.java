package looplm.model;

import ai.djl.ndarray.NDArray;

/**
 * Every recurrent step of every position.
 *
 * @param hidden normed states [T, B, N, E]
 * @param gateLogits exit gate before its sigmoid [T, B, N]
 */
public record AllSteps(NDArray hidden, NDArray gateLogits) {}
