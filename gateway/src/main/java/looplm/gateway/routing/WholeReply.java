package looplm.gateway.routing;

import tools.jackson.databind.node.ObjectNode;

/**
 * A whole answer.
 *
 * @param bytes as they came
 * @param json the same, read
 */
public record WholeReply(byte[] bytes, ObjectNode json) {}
