package looplm.gateway.chat;

import java.util.Objects;
import java.util.stream.Collectors;
import looplm.wire.openai.ChatMessage;
import looplm.wire.openai.LoopControls;
import looplm.wire.openai.MessageContent;
import looplm.wire.safety.AssessmentRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request that was read and whose shape is right.
 *
 * @param body what goes upstream: the client's JSON, fields unknown here included, with usage always asked for
 * @param usageAsked whether the client itself asked for the usage chunk of a stream
 * @param effort {@code reasoning_effort}
 * @param screening every text of it that a model may read
 * @param promptDigest SHA-256 of the prompt, 64 hex digits
 */
record ClientRequest(
        Endpoint endpoint,
        ObjectNode body,
        String model,
        boolean stream,
        boolean usageAsked,
        @Nullable String effort,
        @Nullable LoopControls loop,
        AssessmentRequest screening,
        String promptDigest) {

    /** The generating endpoints. */
    enum Endpoint {
        CHAT("/v1/chat/completions", "chatcmpl-"),
        TEXT("/v1/completions", "cmpl-");

        private final String path;
        private final String idPrefix;

        Endpoint(String path, String idPrefix) {
            this.path = path;
            this.idPrefix = idPrefix;
        }

        String path() {
            return path;
        }

        /** What ids of answers begin with. */
        String idPrefix() {
            return idPrefix;
        }
    }

    private static final int LONGEST_CONTEXT = 4_000;

    /** The end of the prompt, for the screening of its answer. */
    String context() {
        String prompt = screening.messages() == null
                ? String.valueOf(screening.input())
                : screening.messages().stream()
                        .map(ChatMessage::content)
                        .filter(Objects::nonNull)
                        .map(MessageContent::text)
                        .collect(Collectors.joining("\n"));
        int from = Math.max(0, prompt.length() - LONGEST_CONTEXT);
        boolean splitsPair = from > 0 && Character.isLowSurrogate(prompt.charAt(from));
        return prompt.substring(splitsPair ? from + 1 : from);
    }

    boolean asksTrace() {
        return loop != null && Boolean.TRUE.equals(loop.trace());
    }
}
