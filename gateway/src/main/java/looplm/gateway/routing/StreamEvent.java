package looplm.gateway.routing;

import tools.jackson.databind.node.ObjectNode;

/** One server-sent event of a streamed answer, as the bytes that came and what they say. */
public sealed interface StreamEvent {

    byte[] bytes();

    /** A piece of the answer. */
    record Chunk(byte[] bytes, ObjectNode json) implements StreamEvent {}

    /** The {@code [DONE]} that ends a stream. */
    record Done(byte[] bytes) implements StreamEvent {}

    /** A comment, which keeps a connection alive. */
    record Comment(byte[] bytes) implements StreamEvent {}
}
