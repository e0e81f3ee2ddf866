package looplm.gateway.routing;

import tools.jackson.databind.node.ObjectNode;

/**
 * A whole answer.
 *
 * @param bytes as they came
 * @param json the same, read; without logprobs
 */
public record WholeReply(byte[] bytes, ObjectNode json) {}
